"""A source is tried, and what reads it is saved with a test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from aggregator.cli import app
from aggregator.errors import AggregatorError, ConfigError, ExtractError
from aggregator.store.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from pathlib import Path

    from typer.testing import Result

    Try = Callable[..., Result]

SAID = (
    "No ferry has left since dawn, the harbour master said in the morning.",
    "All schools close at two, and children are to be fetched by their parents.",
    "Gusts of force nine were measured at the lighthouse, see 7.07 post.",
    "The bridge is closed to lorries and to all who ride on two wheels.",
    "Firemen fetched nine people from a bus that stood in water for hours.",
    "The mayor asks everybody to stay at home until the wind has gone.",
    "Power is back in the old town, but not yet on the island of the seals.",
)
POST = """<div class="note"><h3>Storm {n} at the coast</h3><b class=c>{at:02}:07</b>
<p>{said}</p></div>"""
POSTS = "".join(
    POST.format(at=11 - place, n=place, said=said) for place, said in enumerate(SAID)
)
PAGE = f"""<html><title>Storm - as it happened</title>
<meta property=article:modified_time content=2026-03-01T12:30:00Z>
<body><nav>Menu</nav><main>{POSTS}</main>"""
URL = "https://www.gazette.example/storm-at-the-coast/live"
CONFIG = """
[database]
url = "sqlite:///a.db"
[extract]
outlets = "own"
[[source]]
id = "nobody"
outlet = "Nobody"
url = "http://127.0.0.1:9/feed"
"""


@pytest.fixture
def attempt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Try:
    """Return a function that tries the page, beside which nothing is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text(PAGE)

    def run(*arguments: str, url: str = URL) -> Result:
        where = ["try", "page.html", "--url", url]
        return CliRunner().invoke(app, [*where, *arguments], env={"COLUMNS": "200"})

    return run


def test_posts_are_shown_in_the_readers_zone(attempt: Try) -> None:
    done = attempt("--tz", "Asia/Kolkata")
    assert done.exit_code == 0
    for words in (
        "live: 7 posts",
        "time (Asia/Kolkata)",
        "2026-03-01 16:37?",
        "Storm 0 at the coast",
        "No ferry has left since dawn",
        "?: the day or the zone of this time is a guess",
        'it has ended (words): the title says "as it happened"',
        "'see 7.07 post' means ",
        "read by: segments (7)",
        "profile: it gives the posts that were found without",
        'each = "div.note"',
        "Set `zone`.",
    ):
        assert words in done.output


def test_a_feed_gets_no_advice(attempt: Try, tmp_path: Path) -> None:
    feed = "<rss><channel><item><title>Polls [close]</title></item></channel></rss>"
    (tmp_path / "page.html").write_text(feed)
    done = attempt()
    assert "Polls [close]" in done.output
    assert "none" in done.output
    assert "profile:" not in done.output


LIVE = """<article id=post-1000{0}><h3>{1}</h3><time datetime=2026-03-01T1{0}:07:00Z>x
</time><p>{2}</p></article>"""


def test_what_the_page_lets_on_is_told(attempt: Try, tmp_path: Path) -> None:
    posts = [LIVE.format(at, f"Part {at}", SAID[at]) for at in range(5, -1, -1)]
    older = f'<a class=pager href="{URL}?page=2">Older posts</a>'
    end = LIVE.format(
        6,
        "Over",
        "This blog has closed: follow our new live blog "
        '<a href="https://www.gazette.example/live/storm-at-the-coast-2">here</a>.',
    )
    (tmp_path / "page.html").write_text(
        f"<title>Storm live</title><main>{end}{''.join(posts)}{older}</main>"
    )
    told = json.loads(attempt("--json").output)
    done = attempt().output
    assert told["signs"]["older"] in done
    assert told["signs"]["successor"] in done
    assert "older posts: " in done
    assert "continued at: " in done


def test_copies_are_counted(attempt: Try, tmp_path: Path) -> None:
    updates = [
        {"articleBody": said, "datePublished": f"2026-03-01T1{at}:07:00Z"}
        for at, said in enumerate([*SAID, SAID[0]])
    ]
    updates[-1] = updates[0]
    data = json.dumps({"liveBlogUpdate": updates})
    script = f'<script type="application/ld+json">{data}</script>'
    (tmp_path / "page.html").write_text(script)
    done = attempt()
    assert "left out: 1 copies of posts" in done.output
    assert "no profile is needed: its JSON-LD has the posts" in done.output


def test_deletions_are_told(attempt: Try, tmp_path: Path) -> None:
    entries = [
        {"id": 11, "type": "new", "html": f"<p>{SAID[0]}</p>", "timestamp": 1772361000},
        {"id": 12, "type": "delete", "html": "", "timestamp": 1772361060},
    ]
    (tmp_path / "page.html").write_text(json.dumps({"entries": entries}))
    assert "deleted by the outlet: 12" in attempt().output


def test_json_is_one_object(attempt: Try) -> None:
    told = json.loads(attempt("--json").output)
    assert len(told["posts"]) == 7
    assert told["readers"] == {"segments": 7}
    assert told["suggestion"]["why"] == "it gives the posts that were found without"
    assert 'each = "div.note"' in told["rules"]
    assert told["profile"] is None


def test_values_are_tried_before_they_are_saved(attempt: Try) -> None:
    done = attempt(
        "--each", "div.note", "--time", ".c", "--zone", "Asia/Kolkata", "--tz", "UTC"
    )
    assert "2026-03-01 05:37" in done.output
    assert "rules (7)" in done.output
    assert "profile: tried was used" in done.output
    assert 'zone = "Asia/Kolkata"' in done.output


def test_a_zone_alone_changes_the_suggested_profile(attempt: Try) -> None:
    done = attempt("--zone", "Asia/Kolkata", "--tz", "UTC")
    assert "2026-03-01 05:37" in done.output
    assert 'each = "div.note"' in done.output


def test_values_change_an_own_profile(attempt: Try, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    rules = 'hosts = ["gazette.example"]\n[post]\neach = "div.note"\ntime = ".c"\n'
    (own / "gazette.toml").write_text(rules)
    (tmp_path / "config.toml").write_text(CONFIG)
    assert "profile: gazette was used" in attempt().output
    assert "profile: gazette was used" in attempt("--profile", "gazette", url="").output
    assert "rules" not in attempt("--no-profiles").output
    changed = attempt("--drop", "p")
    assert 'time = ".c"\ndrop = "p"' in changed.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--each", "div["], "tried.toml: post.each: 'div[' is no CSS selector"),
        (["--each", "p", "--zone", "Mars/X"], "'Mars/X' is no IANA time zone"),
        (["--tz", "Mars/X"], "--tz: 'Mars/X' is no IANA time zone"),
        (["--save", "a/b"], "--save: 'a/b' is no name"),
        (["--config", "none.toml"], "none.toml"),
        (["--outlets", "none"], "none: no such directory"),
    ],
)
def test_a_wrong_call_is_told(attempt: Try, arguments: list[str], message: str) -> None:
    error = attempt(*arguments).exception
    assert isinstance(error, ConfigError)
    assert message in str(error)


def test_what_is_neither_live_blog_nor_article_fails(
    attempt: Try, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text("<i>Menu</i>")
    done = attempt()
    assert isinstance(done.exception, ExtractError)
    assert "profile: none: nothing that repeats" in done.output


def test_what_is_saved_reads_again_and_has_no_words(
    attempt: Try, tmp_path: Path
) -> None:
    done = attempt("--zone", "Asia/Kolkata", "--save", "gazette", "--into", "own")
    assert done.exit_code == 0
    own = tmp_path / "own"
    files = sorted(each.relative_to(own).as_posix() for each in own.rglob("*.*"))
    assert files == [
        "gazette.toml",
        "gazette/look.json",
        "gazette/page.html",
        "gazette/posts.json",
    ]
    whole = "".join((own / each).read_text() for each in files)
    assert "harbour" not in whole
    assert "storm-at-the-coast" not in whole
    posts = json.loads((own / "gazette/posts.json").read_text())
    assert posts[0]["published"] == "2026-03-01T05:37:00+00:00"
    assert list(posts[0]) == [
        "id",
        "url",
        "title",
        "text",
        "published",
        "updated",
        "author",
    ]


def test_a_suggested_profile_is_saved_as_well(attempt: Try, tmp_path: Path) -> None:
    assert attempt("--save", "gazette").exit_code == 0
    assert 'each = "div.note"' in (tmp_path / "gazette.toml").read_text()


def test_nothing_is_overwritten_without_force(attempt: Try, tmp_path: Path) -> None:
    attempt("--save", "gazette")
    (tmp_path / "gazette" / "page.json").write_text("{}")
    error = attempt("--save", "gazette").exception
    assert "gazette.toml is there already; --force replaces it" in str(error)
    assert attempt("--save", "gazette", "--force").exit_code == 0
    assert not (tmp_path / "gazette" / "page.json").exists()


def test_what_cannot_be_written_is_told(attempt: Try, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file")
    error = attempt("--save", "gazette", "--into", "own").exception
    assert isinstance(error, ConfigError)
    assert "own" in str(error)


def test_an_article_is_not_saved(attempt: Try, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<meta property=og:type content=article><p>Words</p>"
    )
    error = attempt("--save", "gazette").exception
    assert "no posts of a live blog were read" in str(error)
    assert not (tmp_path / "gazette").exists()


def test_what_is_too_deep_is_told(attempt: Try, tmp_path: Path) -> None:
    deep = f"{'[' * 900}{']' * 900}"
    script = f'<script type="application/ld+json">{deep}</script>'
    (tmp_path / "page.html").write_text(PAGE + script)
    error = attempt("--save", "gazette").exception
    assert "nothing is saved: the page cannot be read" in str(error)


def test_a_profile_that_finds_nothing_is_not_saved(attempt: Try) -> None:
    error = attempt("--each", "h6", "--save", "gazette").exception
    assert "its selectors or paths find nothing" in str(error)


class EightInTheMorning(datetime):
    """A clock that stands: clocks of a page are read by it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime(2026, 3, 1, 8, tzinfo=UTC).astimezone(tz)


def test_a_page_that_needs_its_words_is_not_saved(
    attempt: Try, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.cli.try_.datetime", EightInTheMorning)
    posts = "".join(POST.format(at=4 + n, n=n, said=SAID[n]) for n in range(7))
    (tmp_path / "page.html").write_text(f"<title>Hetki hetkeltä</title>{posts}")
    error = attempt("--save", "gazette", url="https://gazette.example/").exception
    assert isinstance(error, ExtractError)
    assert "without its words the page reads otherwise: 0 posts" in str(error)


@pytest.fixture
def check(attempt: Try, tmp_path: Path) -> Callable[[], Result]:
    """Return `aggregator check` in a folder where the page has been saved."""
    attempt("--zone", "Asia/Kolkata", "--save", "gazette", "--into", "own")
    (tmp_path / "config.toml").write_text(CONFIG)
    upgrade(f"sqlite:///{tmp_path}/a.db")
    return lambda: CliRunner().invoke(app, ["check"])


def test_saved_pages_are_checked(check: Callable[[], Result]) -> None:
    done = check()
    assert done.exit_code == 0
    assert "1 saved pages give their posts." in done.output


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("gazette.toml", "div.note", "div.post", "selectors or paths find nothing"),
        ("gazette.toml", "Asia/Kolkata", "UTC", "post 1: id is "),
        ("gazette/posts.json", "[\n", "[{},", "7 posts instead of 8"),
        ("gazette/posts.json", "[\n", "", "cannot be read: "),
        ("gazette/look.json", "202", "x", "`fetched` is no time"),
        ("gazette/look.json", "url", "at", "cannot be read: KeyError"),
    ],
)
def test_a_saved_page_that_reads_otherwise_is_a_fault(
    check: Callable[[], Result],
    tmp_path: Path,
    file: str,
    old: str,
    new: str,
    fault: str,
) -> None:
    place = tmp_path / "own" / file
    place.write_text(place.read_text().replace(old, new, 1))
    error = check().exception
    assert isinstance(error, AggregatorError)
    assert fault in str(error)
    assert "correct gazette.toml" in str(error)
