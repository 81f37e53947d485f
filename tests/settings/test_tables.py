from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from aggregator import model
from aggregator.liveblog import Discover
from aggregator.outputs import Selection, Span
from aggregator.settings.tables import SECTIONS, Settings

if TYPE_CHECKING:
    from tests.settings.conftest import Complain, Read

WEEK = timedelta(days=7)
PACES = model.Paces(fastest=timedelta(seconds=10), slowest=timedelta(hours=1))


def test_one_source_is_all_that_must_be_written(read: Read) -> None:
    settings = read("")
    assert settings.sources == (
        model.Source(
            id="bbc",
            url="https://example.org/rss.xml",
            outlet="BBC News",
            kind="auto",
            paces=PACES,
        ),
    )
    assert settings.server.port == 8080
    assert settings.feed[0].window == timedelta(days=7)
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
        paces=exactly(timedelta(seconds=30)),
        language="en-GB",
        topics=("war", "world"),
    )


def test_the_defaults_of_a_source_are_those_of_the_model(read: Read) -> None:
    (source,) = read("").sources
    assert source == model.Source(
        id=source.id, url=source.url, outlet=source.outlet, paces=PACES
    )


def test_a_pace_is_kept_exactly_or_follows_within_bounds(read: Read) -> None:
    settings = read(
        """
        [fetch]
        fastest = "20s"
        slowest = "2m"
        [[source]]
        id = "exact"
        url = "https://example.org/live"
        outlet = "Sky News"
        every = "7d"
        [[source]]
        id = "auto"
        url = "https://example.org/live"
        outlet = "Sky News"
        every = "auto"
        """
    )
    exact, auto, _ = settings.sources
    assert (exact.every, exact.paces) == (WEEK, exactly(WEEK))
    bounds = model.Paces(fastest=timedelta(seconds=20), slowest=timedelta(minutes=2))
    assert (auto.every, auto.paces) == (bounds.slowest, bounds)


def test_the_fastest_pace_cannot_be_slower_than_the_slowest(
    complain: Complain,
) -> None:
    told = complain('[fetch]\nfastest = "2h"\n[[source]]\nid = "a"\n')
    assert any("fastest must not be longer than slowest" in each for each in told)


def test_what_a_pace_may_be_is_told(complain: Complain) -> None:
    told = complain('[[source]]\nid = "a"\nevery = "often"\n')
    assert any('such as "30s"' in each and 'or "auto"' in each for each in told)


def exactly(every: timedelta) -> model.Paces:
    return model.Paces(fastest=every, slowest=every)


def test_how_posts_are_compared_is_told_for_all_and_for_each(read: Read) -> None:
    settings = read(
        """
        [dedup]
        mode = "eager"
        semantic = true
        [feed]
        dedup = "off"
        [[source]]
        id = "live"
        url = "https://example.org/live"
        outlet = "Sky News"
        dedup = "off"
        priority = -3
        publisher = "Comcast"
        """
    )
    live, bbc = settings.sources
    assert (live.dedup, live.priority, live.publisher) == ("off", -3, "Comcast")
    assert (bbc.dedup, bbc.priority, bbc.publisher) == ("eager", 0, "")
    assert settings.dedup.semantic
    assert settings.feed[0].dedup == "off"


def test_what_may_be_asked_is_the_public_internet_and_what_is_added(read: Read) -> None:
    fetch = read("").fetch
    assert (fetch.allow_private, fetch.private_hosts) == (False, ())
    assert {80, 443} < set(fetch.ports)
    fetch = read('[fetch]\nprivate_hosts = ["::1", "NAS"]\nports = [81]').fetch
    assert fetch.private_hosts == ("::1", "NAS")
    assert fetch.ports == (81,)


def test_settings_are_never_changed(read: Read) -> None:
    settings = read("")
    with pytest.raises(ValidationError):
        settings.server.port = 1


def test_each_section_is_known_by_its_name() -> None:
    assert list(SECTIONS) == list(Settings.model_fields)


def test_paths_start_from_the_folder_of_the_file(read: Read) -> None:
    settings = read('[feed]\nfile = "public/feed.atom"\n[extract]\noutlets = "/srv/o"')
    assert settings.feed[0].file == Path("/etc/news/public/feed.atom")
    assert settings.extract.outlets == Path("/srv/o")
    assert read("").feed[0].file is None


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
    ("feed", 'keep = ["fire", "re:(?i)harbou?r"]'),
    ("feed", 'edits = "reissue"'),
    ("feed", 'id_scope = "feed"'),
    ("server", 'hub = "own"'),
    ("server", 'hub = "https://hub.example/"'),
    ("server", 'users = {anna = "correct-horse"}'),
]
BAD = [
    ("server", 'host = "two words"', "the name or the number of a host"),
    ("server", 'host = ""', "the name or the number of a host"),
    ("server", 'host = "nas:81"', "of a host, without a port"),
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
    ("feed", 'name = "A"', "made of at most 64 small letters"),
    ("feed", 'name = "search"', "another name: /search is an address of its own"),
    ("feed", "outlets = 0", "at least 1, not 0"),
    ("feed", 'edits = "loud"', "'silent' or 'reissue', not \"loud\""),
    ("server", 'hub = "mine"', 'address, "own", or empty'),
    ("server", 'users = {"a:b" = "correct-horse"}', "by names without colons"),
    ("server", 'users = "anna"', "names and passwords, such as {anna = "),
    ("fetch", 'contact = "me"', "an e-mail address"),
    ("fetch", 'contact = "me@example.org (me)"', "an e-mail address"),
    ("fetch", 'contact = "me@example.org\\r\\nEvil: 1"', "an e-mail address"),
    ("fetch", 'timeout = "0s"', 'between 1s and 10m, not "0s"'),
    ("fetch", "timeout = 20", "a time in quotes"),
    ("fetch", "max_body = true", "a size"),
    ("fetch", "max_body = -1", "between 1kB and 1GB, not -1"),
    ("fetch", 'max_body = "8 megs"', "a size"),
    ("dedup", 'window = "31d"', "between 1m and 30d"),
    ("dedup", 'mode = "strict"', "'off', 'conservative' or 'eager', not \"strict\""),
    ("dedup", 'semantic = "yes"', 'true or false without quotes, not "yes"'),
    ("feed", 'dedup = "on"', "'off', 'conservative', 'eager' or '', not \"on\""),
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


def test_a_feed_says_what_it_is_made_of(read: Read) -> None:
    settings = read(
        """
        [[feed]]
        [[feed]]
        name = "war"
        sources = ["bbc"]
        topics = ["war"]
        languages = ["en"]
        keep = ["fire"]
        block = ["re:^Sport"]
        outlets = 2
        edits = "reissue"
        id_scope = "feed"
        dedup = "off"
        tokens = ["correct-horse", "battery-staple"]
        """
    )
    every, war = settings.feed
    assert (every.name, war.name) == ("feed", "war")
    assert every.extent == Span(entries=300, window=timedelta(days=7))
    selection = Selection(
        sources=frozenset({"bbc"}),
        topics=frozenset({"war"}),
        languages=frozenset({"en"}),
        keep=("fire",),
        block=("re:^Sport",),
        outlets=2,
    )
    assert war.extent == Span(
        entries=300,
        window=timedelta(days=7),
        mode="off",
        selection=selection,
        edits="reissue",
        own_ids=True,
    )
    assert war.tokens == ("correct-horse", "battery-staple")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [("!?", "no word in it"), ("re:(", "no regular"), ("re:(a+)+", "take too long")],
)
def test_a_rule_that_cannot_be_used_is_refused(
    complain: Complain, rule: str, reason: str
) -> None:
    *_, told = complain(f'[feed]\nkeep = ["fire", "{rule}"]\n')
    assert told.startswith("config.toml, line 2: item 2 of `keep` in [feed] must be ")
    assert reason in told


def test_what_opens_doors_is_shown_nowhere(read: Read) -> None:
    secret = "correct-horse"  # noqa: S105  (of this test)
    settings = read(
        f'[server]\nusers = {{anna = "{secret}"}}\ntoken = "{secret}"\n'
        f'[feed]\ntokens = ["{secret}"]'
    )
    assert secret not in repr(settings)


@pytest.mark.parametrize(
    "text",
    [
        '[server]\nusers = {anna = "hush é"}\n',
        '[server]\nusers = {"a:b" = "hush-hush-hush"}\n',
        '[feed]\ntokens = ["hush"]\n',
        '[[feed]]\ntokens = "hush"\n',
    ],
)
def test_nor_in_a_complaint(complain: Complain, text: str) -> None:
    told = complain(f'{text}[[source]]\nid = "a"\nurl = "http://a"\noutlet = "b"')
    assert len(told) == 1
    assert "line 2" in told[0]
    assert "hush" not in told[0]


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


def test_a_source_may_be_a_page_whose_feed_is_to_be_followed(read: Read) -> None:
    settings = read(
        """
        [[source]]
        id = "front"
        url = "https://example.org/"
        outlet = "The Gazette"
        discover = "feed"
        """
    )
    assert settings.sources[0].discover == Discover(kind="feed")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("most = 3", 'most is of use only beside discover = "live"'),
        ('keep = ["live"]', 'keep is of use only beside discover = "live"'),
        ('discover = "feed"\nmost = 3', 'most is of use only beside discover = "live"'),
        ('discover = "live"\nkeep = ["("]', "must be a regular expression"),
        ("priority = 101", "must be at most 100, not 101"),
        ("priority = true", "must be a whole number without quotes, not true"),
        ('publisher = "two\\nlines"', "must be one line of text, or empty"),
        ('dedup = "eagr"', 'did you mean "eager"?'),
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


def test_an_hour_is_one_entry_only_where_nothing_is_told_late(
    read: Read, complain: Complain
) -> None:
    (feed,) = read('[feed]\ndigest = ["bbc"]\n').feed
    assert feed.extent.digest == frozenset({"bbc"})
    told = "\n".join(complain('[feed]\noutlets = 2\ndigest = ["bbc"]\n'))
    assert "`digest` in [feed] must be empty where `outlets` is more than 1" in told
