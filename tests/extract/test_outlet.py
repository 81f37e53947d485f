from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import ConfigError
from aggregator.extract import outlet
from aggregator.extract.outlet import Selector, load_outlets
from aggregator.model import Source

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
hosts = ["Gazette.example"]
zone = "Europe/Rome"

[post]
each = "article"
id = "@id"
time = "time@datetime"
body = "~ p, ul"
day = "h2"
"""


def test_a_profile_is_read() -> None:
    read = outlet.parse("gazette.toml", GOOD.encode())
    assert read.profile == "gazette"
    assert read.zone == "Europe/Rome"
    assert read.json is None
    assert read.post is not None
    assert read.post.following == "p, ul"
    assert read.post.day == "h2"
    assert read.post.fields == {
        "id": Selector(css="", attribute="id"),
        "time": Selector(css="time", attribute="datetime"),
        "body": Selector(css="p, ul", follows=True),
    }


@pytest.mark.parametrize(
    ("host", "owned"),
    [
        ("gazette.example", True),
        ("www.gazette.example", True),
        ("notgazette.example", False),
        ("", False),
    ],
)
def test_a_profile_owns_its_hosts_and_their_subdomains(
    host: str, *, owned: bool
) -> None:
    assert outlet.parse("gazette.toml", GOOD.encode()).owns(host) is owned


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "post: missing"),
        ("post = 1", "post: is to be a table"),
        ("[post]", "post.each: missing"),
        ('[post]\neach = "p["', "post.each: 'p[' is no CSS selector"),
        ('[post]\neach = "p"\ntitle = "h2 >@id"', "post.title: 'h2 >' is no CSS"),
        ('[post]\neach = "p"\nheadline = "h2"', "post.headline: no such key"),
        ('[post]\neach = ["p"]', "post.each: is to be a string"),
        ("[json]", "json.each: missing"),
        ('[json]\neach = "a"\nday = "b"', "json.day: no such key"),
        ('zone = "Mars/Base"\n[post]\neach = "p"', "zone: 'Mars/Base' is no IANA"),
        ("hosts = [1]\n[post]\neach = 'p'", "hosts: is to be a list of strings"),
        ("hosts = 'x'\n[post]\neach = 'p'", "hosts: is to be a list of strings"),
        ("host = []\n[post]\neach = 'p'", "host: no such key; there are hosts"),
        ("post =", "Invalid value"),
    ],
)
def test_a_bad_profile_is_refused_by_file_and_key(text: str, key: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        outlet.parse("bad.toml", text.encode())
    assert str(refusal.value).startswith(f"bad.toml: {key}")


def test_a_file_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"bad\.toml"):
        outlet.parse("bad.toml", b"\xff")


def test_the_shipped_profiles_are_in_order() -> None:
    shipped = load_outlets()
    assert shipped
    assert all(each.hosts for each in shipped.values())


def test_an_operators_profile_comes_over_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "nzz.toml").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("not a profile")
    assert load_outlets(tmp_path)["nzz"].hosts == ("gazette.example",)


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such directory of outlets"):
        load_outlets(tmp_path / "none")


def test_a_source_must_name_a_profile_that_is_there() -> None:
    profiles = {"nzz": outlet.Outlet(profile="nzz")}
    found = Source(id="a", url="https://a.example/", outlet="A", profile="nzz")
    outlet.require_profiles(profiles, [found, replace(found, profile=None)])
    with pytest.raises(ConfigError, match=r"'a'.*'nz'.*did you mean 'nzz'"):
        outlet.require_profiles(profiles, [replace(found, profile="nz")])
