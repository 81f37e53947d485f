"""Only web addresses are asked, and only the outlet itself learns the password."""

from __future__ import annotations

import httpx
import pytest

from aggregator.fetch.address import host, onward, parse, same_origin
from aggregator.fetch.reasons import Unusable

HERE = httpx.URL("https://wire.example/a/b?c")


def test_credentials_are_taken_out_of_the_address() -> None:
    url, credentials = parse("https://us%40er:p%3Aw@wire.example/live")
    assert str(url) == "https://wire.example/live"
    assert credentials == ("us@er", "p:w")


def test_an_address_without_credentials_has_none() -> None:
    assert parse("http://wire.example/") == (httpx.URL("http://wire.example/"), None)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://wire.example/", "only http and https can be fetched, not 'ftp'"),
        ("file:///etc/hosts", "not 'file'"),
        ("wire.example/live", "not 'nothing'"),
        ("https:///live", "names no host"),
        ("http://wire.example:65536/", "a port that cannot be: 65536"),
        ("http://wire.example/" + "a" * 8192, "longer than 8192 characters"),
        ("http://wire.example:-1/", "a port that cannot be: -1"),
    ],
)
def test_what_cannot_be_asked_is_refused(address: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        parse(address)


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/live", "https://wire.example/live"),
        ("c?d", "https://wire.example/a/c?d"),
        ("//post.example", "https://post.example"),
        ("http://user:word@post.example/", "http://post.example/"),
        ("/ünï", "https://wire.example/%C3%BCn%C3%AF"),
    ],
)
def test_a_redirect_leads_to_a_bare_absolute_address(location: str, leads: str) -> None:
    assert str(onward(HERE, location)) == leads


@pytest.mark.parametrize("location", [None, ""])
def test_a_redirect_must_lead_somewhere(location: str | None) -> None:
    with pytest.raises(Unusable, match="does not say where to"):
        onward(HERE, location)


@pytest.mark.parametrize("location", ["file:///etc/hosts", "javascript:alert(1)"])
def test_a_redirect_leads_to_nothing_but_the_web(location: str) -> None:
    with pytest.raises((Unusable, httpx.InvalidURL)):
        onward(HERE, location)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://WIRE.example.:8443/", "wire.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("http://[::1]/", "::1"),
    ],
)
def test_a_host_has_one_name(url: str, name: str) -> None:
    assert host(httpx.URL(url)) == name


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("https://wire.example:443/else", True),
        ("http://wire.example/a/b?c", False),
        ("https://wire.example:8443/", False),
        ("https://www.wire.example/", False),
    ],
)
def test_an_origin_is_scheme_host_and_port(*, other: str, same: bool) -> None:
    assert same_origin(HERE, httpx.URL(other)) is same
