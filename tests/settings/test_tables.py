from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from aggregator import model
from aggregator.liveblog import Discover
from aggregator.settings.tables import SECTIONS, Settings

if TYPE_CHECKING:
    from tests.settings.conftest import Complain, Read


def test_one_source_is_all_that_must_be_written(read: Read) -> None:
    settings = read("")
    assert settings.sources == (
        model.Source(
            id="bbc", url="https://example.org/rss.xml", outlet="BBC News", kind="auto"
        ),
    )
    assert settings.server.port == 8080
    assert settings.feed.window == timedelta(days=7)
    assert settings.fetch.max_body == 8_000_000


def test_a_source_may_say_more(read: Read) -> None:
    settings = read(
        """
        [[source]]
        id = "live"
        url = "https://example.org/live"
        outlet = "Sky News"
        kind = "live"
        profile = "sky"
        every = "30s"
        language = "en-GB"
        topics = ["war", "world"]
        """
    )
    assert settings.sources[0] == model.Source(
        id="live",
        url="https://example.org/live",
        outlet="Sky News",
        kind="live",
        profile="sky",
        every=timedelta(seconds=30),
        language="en-GB",
        topics=("war", "world"),
    )


def test_the_defaults_of_a_source_are_those_of_the_model(read: Read) -> None:
    (source,) = read("").sources
    assert source == model.Source(id=source.id, url=source.url, outlet=source.outlet)


def test_settings_are_never_changed(read: Read) -> None:
    settings = read("")
    with pytest.raises(ValidationError):
        settings.server.port = 1


def test_each_section_is_known_by_its_name() -> None:
    assert list(SECTIONS) == list(Settings.model_fields)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///news.db", "sqlite:////etc/news/news.db"),
        ("sqlite:///../data/news.db", "sqlite:////etc/data/news.db"),
        ("sqlite:////var/news.db", "sqlite:////var/news.db"),
        ("sqlite+pysqlite:///n.db?timeout=5", "sqlite+pysqlite:////etc/news/n.db?timeout=5"),
        ("sqlite:///my news.db", "sqlite:////etc/news/my%20news.db"),
        ("sqlite:///my%20news.db", "sqlite:////etc/news/my%20news.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:news.db?uri=true", "sqlite:///file:news.db?uri=true"),
        ("sqlite://", "sqlite://"),
        ("postgresql://me:secret@db/news", "postgresql://me:secret@db/news"),
        ("postgresql+psycopg://db/news", "postgresql+psycopg://db/news"),
    ],
)  # fmt: skip
def test_the_path_of_a_database_starts_from_the_folder_of_the_file(
    read: Read, url: str, told: str
) -> None:
    assert read(f'[database]\nurl = "{url}"').database.url == told
    assert read("", AGGREGATOR_DATABASE=url).database.url == told


def test_the_environment_overrides_the_database(read: Read) -> None:
    text = '[database]\nurl = "sqlite:///news.db"'
    assert read(text, AGGREGATOR_DATABASE="sqlite://").database.url == "sqlite://"
    assert read(text, AGGREGATOR_DATABASE="").database.url.endswith("/news.db")


def test_a_bad_database_is_refused_without_telling_its_password(
    complain: Complain,
) -> None:
    bad = "mysql://me:secret@db/news"
    (line, *_) = complain(f'source = []\n[database]\nurl = "{bad}"')[1:]
    assert line == (
        "config.toml, line 3: `url` in [database] must begin with "
        "sqlite:/// or postgresql://"
    )
    (*_, line) = complain("[database]", AGGREGATOR_DATABASE=bad)
    assert line.endswith("(AGGREGATOR_DATABASE is set)")


def test_paths_start_from_the_folder_of_the_file(read: Read) -> None:
    settings = read('[feed]\nfile = "public/feed.atom"\n[extract]\noutlets = "/srv/o"')
    assert settings.feed.file == Path("/etc/news/public/feed.atom")
    assert settings.extract.outlets == Path("/srv/o")
    assert read("").feed.file is None


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("", ""),
        ('public_url = ""', ""),
        ('public_url = "https://news.example.org/"', "https://news.example.org"),
        ('public_url = "HTTP://example.org:81/a//"', "HTTP://example.org:81/a"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(
    read: Read, server: str, told: str
) -> None:
    assert read(f"[server]\n{server}").server.public_url == told


GOOD = [
    ("fetch", 'contact = "me@example.org"'),
    ("fetch", 'contact = "https://example.org/bot"'),
    ("fetch", 'spacing = "0s"'),
    ("fetch", "max_body = 1000"),
    ("fetch", 'max_body = "1GB"'),
    ("extract", "workers = 0"),
    ("feed", 'title = "Новини, e\u200cf, 日本"'),
    ("feed", 'language = "zh-Hant-TW"'),
    ("feed", "entries = 1"),
]
BAD = [
    ("server", 'host = "two words"', "the name or the number of a host"),
    ("server", 'host = ""', "the name or the number of a host"),
    ("server", "port = 0", "at least 1, not 0"),
    ("server", "port = 65536", "at most 65535, not 65536"),
    ("server", "port = true", "a whole number without quotes, not true"),
    ("server", "port = 80.5", "a whole number without quotes, not 80.5"),
    ("server", 'public_url = "/news"', "http or https address"),
    ("server", 'public_url = "ftp://example.org"', "http or https address"),
    ("server", 'public_url = "https://example.org/?a"', "without ? and #"),
    ("server", 'public_url = "https://example.org/#"', "without ? and #"),
    ("feed", 'title = " "', "one line of text"),
    ("feed", 'title = "two\\nlines"', 'one line of text, not "two\\nlines"'),
    ("feed", 'language = "english language"', "a language tag"),
    ("feed", "entries = 301", "at most 300, not 301"),
    ("feed", 'window = "0s"', "between 1m and 36500d"),
    ("feed", 'file = "a\\u0000b"', "a path in quotes"),
    ("feed", "file = 1", "a path in quotes, not 1"),
    ("fetch", 'contact = "me"', "an e-mail address"),
    ("fetch", 'contact = "me@example.org (me)"', "an e-mail address"),
    ("fetch", 'contact = "me@example.org\\r\\nEvil: 1"', "an e-mail address"),
    ("fetch", 'timeout = "0s"', 'between 1s and 10m, not "0s"'),
    ("fetch", "timeout = 20", "a time in quotes"),
    ("fetch", "max_body = true", "a size"),
    ("fetch", "max_body = -1", "between 1kB and 1GB, not -1"),
    ("fetch", 'max_body = "8 megs"', "a size"),
    ("dedup", 'window = "31d"', "between 1m and 30d"),
    ("log", "level = 3", "'error', not 3"),
]


@pytest.mark.parametrize(("section", "pair"), GOOD)
def test_a_value_within_its_bounds_is_taken(
    read: Read, section: str, pair: str
) -> None:
    assert read(f"[{section}]\n{pair}").sources


@pytest.mark.parametrize(("section", "pair", "reason"), BAD)
def test_a_value_out_of_bounds_is_refused_with_its_line(
    complain: Complain, section: str, pair: str, reason: str
) -> None:
    key = pair.split(" ", maxsplit=1)[0]
    *_, line = complain(f"[{section}]\n\n{pair}\n")
    assert line.startswith(f"config.toml, line 3: `{key}` in [{section}] must be ")
    assert reason in line


NO_ADDRESSES = """
example.org //example.org ftp://example.org javascript:alert(1) file:///etc/passwd
http:// http:///a http://:80/ http://[::1/ http://a:99999/ http://a:0/ http://a:b/
"""


@pytest.mark.parametrize(
    "url", ["", "http://a b/", "http://a/\\n", *NO_ADDRESSES.split()]
)
def test_a_source_needs_an_absolute_address(complain: Complain, url: str) -> None:
    (line,) = complain(f'[[source]]\nid = "a"\nurl = "{url}"\noutlet = "b"')
    assert "line 3: `url` in [[source]] number 1 must be an absolute http" in line


@pytest.mark.parametrize("name", ["", "BBC", "-a", "a b", "é", "a" * 65, "a\\n"])
def test_the_id_of_a_source_is_a_slug(complain: Complain, name: str) -> None:
    (line,) = complain(f'[[source]]\nid = "{name}"\nurl = "http://a"\noutlet = "b"')
    assert "line 2: `id` in [[source]] number 1 must be made of" in line


@pytest.mark.parametrize("profile", ["../secret", "a/b", "a.toml", " "])
def test_a_profile_is_a_name_and_no_path(complain: Complain, profile: str) -> None:
    source = (
        f'[[source]]\nid = "a"\nurl = "http://a"\noutlet = "b"\nprofile="{profile}"'
    )
    (line,) = complain(source)
    assert "line 5: `profile` in [[source]] number 1 must be the name" in line


def test_a_source_may_list_live_blogs_and_say_which_to_follow(read: Read) -> None:
    settings = read(
        """
        [[source]]
        id = "front"
        url = "https://example.org/"
        outlet = "The Gazette"
        discover = "live"
        keep = ["/live/"]
        block = ["(?i)football"]
        most = 2
        age = "12h"
        """
    )
    assert settings.sources[0].discover == Discover(
        keep=("/live/",),
        block=("(?i)football",),
        most=2,
        age=timedelta(hours=12),
    )


def test_the_defaults_of_a_list_are_those_of_the_model(read: Read) -> None:
    settings = read(
        """
        [[source]]
        id = "front"
        url = "https://example.org/"
        outlet = "The Gazette"
        discover = "live"
        """
    )
    assert settings.sources[0].discover == Discover()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("most = 3", 'most is of use only beside discover = "live"'),
        ('keep = ["live"]', 'keep is of use only beside discover = "live"'),
        ('discover = "live"\nkeep = ["("]', "must be a regular expression"),
    ],
)
def test_what_would_not_work_is_refused(
    complain: Complain, line: str, complaint: str
) -> None:
    (told,) = complain(
        f"""
        [[source]]
        id = "front"
        url = "https://example.org/"
        outlet = "The Gazette"
        {line}
        """
    )
    assert complaint in told
