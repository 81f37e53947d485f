"""Where we may connect to: the public internet, and what the operator adds to it.

Names and spellings prove nothing (`2130706433` is a way to write 127.0.0.1, and a name
may lead anywhere, to another place each time): what is judged is the very address that
is about to be connected to, each time that a connection is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)
from typing import TYPE_CHECKING, TypeAlias

import httpx

from aggregator.fetch.reasons import Unusable, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

Address: TypeAlias = IPv4Address | IPv6Address

WEB_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443})
"""Where web servers are: what else listens on a host is not to be talked to."""

# The registries of special addresses (RFC 6890, at IANA), and not `is_global`: that
# one differs from Python to Python, and takes multicast, NAT64 and 6to4 for public.
_SPECIAL_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared behind a carrier's NAT
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # the host beneath, at a large cloud
            "169.254.0.0/16",  # link-local, and the metadata of clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
# All that is not here (loopback, link-local, ULA, multicast, NAT64, IPv4 in disguise).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments; Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address in disguise
            "3fff::/20",  # documentation
        ),
    )
)


def is_public(address: str) -> bool:
    """Tell whether an address is of the public internet.

    Args:
        address: in the canonical spelling of `getaddrinfo`; its zone does not count.
    """
    ip: Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    if isinstance(ip, IPv4Address):
        return not any(ip in each for each in _SPECIAL_IPV4)
    return ip in _GLOBAL_UNICAST and not any(ip in each for each in _SPECIAL_IPV6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The operator's word on where we may connect to."""

    allow_private: bool = False  # to every address, on every port
    private_hosts: frozenset[str] = frozenset()  # names; in small letters
    ports: frozenset[int] = WEB_PORTS  # of all other hosts
    setting: str = "`private_hosts` in [fetch]"  # where the operator can say so

    def check_port(self, host: str, port: int) -> None:
        """Refuse a port on which no web server is to be expected.

        Raises:
            Unusable: the operator has not allowed it.
        """
        if not self._trusts(host) and port not in self.ports:
            message = (
                f"port {port} is not among the `ports` in [fetch]: "
                "nothing but web servers is asked"
            )
            raise Unusable(message)

    def check(self, host: str, addresses: Iterable[str]) -> None:
        """Refuse a host of which any address is not of the public internet.

        One is enough: who mixes them wants us to choose the wrong one.

        Args:
            host: the name that was looked up.
            addresses: all that it leads to.

        Raises:
            Unusable: the operator has not allowed it.
        """
        if self._trusts(host):
            return
        for each in addresses:
            if not is_public(each):
                message = (
                    f"{printable(host)} leads to {printable(each)}, which is not of "
                    f"the public internet: if it is yours, add it to {self.setting}"
                )
                raise Unusable(message)

    def _trusts(self, host: str) -> bool:
        return self.allow_private or host.lower().rstrip(".") in self.private_hosts


PUBLIC_ONLY = Guard()
"""The public internet, where web servers are: what holds if nothing else is said."""


def named(address: str) -> Guard:
    """Return what holds for an address that a person names: its host may be anywhere.

    Where that host sends us on to, the person has not named.
    """
    try:
        host = httpx.URL(address).raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):  # nor will it be asked
        return PUBLIC_ONLY
    return Guard(private_hosts=frozenset({host.lower().rstrip(".")}))
