"""Nothing but the public internet is connected to, however it is spelt."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.guard import PUBLIC_ONLY, Guard, is_public, named
from aggregator.fetch.reasons import Unusable

PRIVATE = [
    "0.0.0.0",  # noqa: S104  (told, not bound to)
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "172.31.255.255",
    "192.0.0.170",
    "192.88.99.1",
    "192.168.1.1",
    "198.19.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_special_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "172.32.0.1", "::ffff:1.1.1.1", "2606:2800:220:1::1"]
)
def test_what_is_public_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses() | st.sampled_from(PRIVATE).map(lambda at: at.split("%")[0]))
def test_our_table_is_no_wider_than_the_one_of_python(
    address: IPv4Address | IPv6Address | str,
) -> None:
    mapped = getattr(ip_address(address), "ipv4_mapped", None)
    assert not is_public(str(address)) or (mapped or ip_address(address)).is_global


def test_one_private_address_among_public_ones_is_enough() -> None:
    PUBLIC_ONLY.check("wire.example", ["1.1.1.1", "2606:2800:220:1::1"])
    with pytest.raises(Unusable, match=r"wire\.example leads to 10\.0\.0\.1, .* yours"):
        PUBLIC_ONLY.check("wire.example", ["1.1.1.1", "10.0.0.1"])


def test_only_ports_of_web_servers_are_asked() -> None:
    PUBLIC_ONLY.check_port("wire.example", 8080)
    with pytest.raises(Unusable, match="port 25 is not among the `ports`"):
        PUBLIC_ONLY.check_port("wire.example", 25)


@pytest.mark.parametrize(
    "guard",
    [
        Guard(allow_private=True),
        Guard(private_hosts=frozenset({"nas.example"})),
        named("http://NAS.example.:9000/feed"),
    ],
    ids=["all", "by name", "named by a person"],
)
def test_the_operator_may_allow_more(guard: Guard) -> None:
    guard.check("NAS.example.", ["10.0.0.1"])
    guard.check_port("nas.example", 9000)


def test_who_names_one_host_does_not_name_others() -> None:
    for guard in (named("http://nas.example/"), named("http://[::1"), named("")):
        with pytest.raises(Unusable):
            guard.check("other.example", ["10.0.0.1"])
