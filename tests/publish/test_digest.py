from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import feedparser
from hypothesis import given

from aggregator.model import Timeline
from aggregator.publish.atom import atom_of
from aggregator.publish.digest import (
    HOUR,
    Plan,
    digests,
    more_lines,
    settled,
    told_of,
    with_digests,
)
from aggregator.publish.issues import edition
from tests.publish.hostile import SOME_DAY, hostile_entries

if TYPE_CHECKING:
    from aggregator.model import Entry, FeedInfo
    from aggregator.publish.issues import Issue

    from .conftest import Findings, MakeEntry, MakePost

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def told(
    info: FeedInfo,
    *entries: Entry,
    until: datetime,
) -> tuple[Issue, ...]:
    """Return what is told by a feed that has told nothing, of sources long known."""
    plan = Plan(began={each.post.source: LONG_AGO for each in entries})
    return digests(entries, more_lines(entries, plan, until=until), info)


def test_an_hour_of_a_live_blog_is_one_issue(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    page = "https://gazette.example/live"
    late = noon - timedelta(days=1)
    second = make_post(title="A & B", url=f"{page}#2", via=page, topics=("war", " "))
    first = make_post(text="Closed.", url=f"{page}#1", via=page, topics=("war",))
    (issue,) = told(
        info,
        make_entry(second, surfaced=noon + 40 * MINUTE, published=late),
        make_entry(first, surfaced=noon, published=noon),
        until=noon + HOUR,
    )
    assert issue.title == "The Gazette, 2026-03-01, 12:00 to 13:00 UTC"
    assert issue.author == "The Gazette"
    assert issue.published == issue.updated == noon + HOUR
    assert issue.url == issue.via == issue.origin.site == page
    assert issue.topics == ("war",)
    assert issue.text == "A & B\nClosed."
    assert issue.content == (
        "<ul>\n"
        f'<li>2026-02-28, 12:00 <a href="{page}#2">A &amp; B</a></li>\n'
        f'<li>12:00 <a href="{page}#1">Closed.</a></li>\n'
        "</ul>\n"
        f'<p>— <a href="{page}">The Gazette</a></p>'
    )


def test_sources_and_hours_are_told_apart_the_newest_first(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    hours = told(
        info,
        make_entry(make_post(source="b"), surfaced=noon + HOUR),
        make_entry(make_post(source="b"), surfaced=noon + 59 * MINUTE),
        make_entry(make_post(source="a"), surfaced=noon),
        until=noon + 2 * HOUR,
    )
    assert [(each.origin.name, each.published) for each in hours] == [
        ("b", noon + 2 * HOUR),
        ("b", noon + HOUR),
        ("a", noon + HOUR),
    ]
    assert len({each.id for each in hours}) == 3


def test_the_id_of_an_hour_is_the_same_for_ever(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    (issue,) = told(info, make_entry(), until=noon + HOUR)
    assert issue.id == "urn:uuid:9832a51b-a51f-5ebf-8a7d-8b585132a3ce"


def test_what_is_found_later_of_an_hour_adds_nothing_to_it(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    """Older pages of a live blog surface where they would have been."""
    entry, until = make_entry(), noon + 4 * HOUR
    (first,) = told(info, entry, until=until)
    found = make_entry(first_seen=noon + 3 * HOUR)
    late, same = told(info, found, entry, until=until)
    assert same == first
    assert late.id != first.id
    assert (late.published, late.updated) == (first.published, until)
    assert told(info, found, entry, until=until - HOUR) == (first,)


def test_what_is_back_after_its_hour_was_told_comes_with_the_last_hour(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    entry, back = make_entry(), make_entry()
    began = {"gazette": noon}
    plan = Plan(began=began)
    lines = more_lines([entry], plan, until=noon + HOUR)
    plan = Plan(
        lines={each.entry: each for each in lines}, until=noon + HOUR, began=began
    )
    assert more_lines([back, entry], plan, until=noon + HOUR) == ()
    (fresh,) = more_lines([back, entry], plan, until=noon + 3 * HOUR)
    assert (fresh.start, fresh.seen) == (noon, noon + 2 * HOUR)
    late, first = digests([back, entry], [*lines, fresh], info)
    assert (first,) == digests([entry], lines, info)
    assert late.id != first.id


def test_what_stood_by_itself_before_goes_on_to(
    make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    plan = Plan(began={"blog": noon + HOUR, "other": noon})
    before = make_entry(make_post(source="blog"))
    after = make_entry(make_post(source="blog/found"), surfaced=noon + HOUR)
    elsewhere = make_entry(make_post(source="blogs"))
    assert [plan.holds(each) for each in (before, after, elsewhere)] == [
        False,
        True,
        False,
    ]
    entries = [after, elsewhere, before]
    (line,) = more_lines(entries, plan, until=noon + 9 * HOUR)
    assert line.entry == after.id
    assert Plan(lines={line.entry: line}).holds(after)


def test_an_hour_is_told_when_nothing_comes_into_it_any_more(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    entry = make_entry(surfaced=noon)
    assert not told(info, entry, until=settled(noon + 64 * MINUTE))
    assert told(info, entry, until=settled(noon + 65 * MINUTE))


def test_an_hour_is_as_new_as_its_entries(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    edited = make_entry(updated=noon + 3 * HOUR)
    (issue,) = told(info, edited, make_entry(), until=noon + HOUR)
    assert issue.updated == noon + 3 * HOUR


def test_an_hour_is_known_again_by_what_its_readers_see(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    entry = make_entry(surfaced=noon)
    (issue,) = told(info, entry, until=noon + HOUR)
    known = told_of(issue, now=noon + 2 * HOUR)
    assert (known.at, known.now) == (noon + HOUR, noon + 2 * HOUR)
    later = replace(entry, updated=noon + 2 * HOUR)
    (unseen,) = told(info, later, until=noon + HOUR)
    assert told_of(unseen, now=noon).digest == known.digest
    edited = replace(entry, post=replace(entry.post, title="Corrected"))
    (seen,) = told(info, edited, until=noon + HOUR)
    assert told_of(seen, now=noon).digest != known.digest


def test_an_hour_of_which_nothing_is_left_is_not_told(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    entry = make_entry()
    lines = more_lines([entry], Plan(began={"gazette": noon}), until=noon + HOUR)
    assert len(digests([entry], lines, info)) == 1
    assert digests([], lines, info) == ()


def test_an_endless_hour_is_told_in_parts(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    parts = told(info, *(make_entry() for _ in range(450)), until=noon + HOUR)
    assert [each.content.count("<li>") for each in parts] == [50, 200, 200]
    assert len({each.id for each in parts}) == 3


def test_hours_stand_among_the_others_where_they_ended(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    hours = told(info, make_entry(make_post(source="blog")), until=noon + HOUR)
    after = make_entry(surfaced=noon + 61 * MINUTE, first_seen=noon)
    before = make_entry(surfaced=noon + 59 * MINUTE)
    timeline = Timeline(entries=(after, before), updated=noon)
    shown = edition(timeline, info)
    every = with_digests(shown, timeline, hours, until=noon + HOUR, most=300)
    assert [each.id for each in every.issues] == [after.id, hours[0].id, before.id]
    assert every.updated == noon + HOUR
    assert every.modified == noon + 65 * MINUTE
    assert (
        with_digests(shown, timeline, hours, until=noon + HOUR, most=2).issues
        == every.issues[:2]
    )
    assert with_digests(shown, timeline, (), until=noon, most=300) == shown


def test_a_feed_of_hours_is_a_feed(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime, findings: Findings
) -> None:
    timeline = Timeline(entries=(), updated=noon)
    hours = told(info, make_entry(), until=noon + HOUR)
    shown = with_digests(
        edition(timeline, info), timeline, hours, until=noon + HOUR, most=300
    )
    body = atom_of(shown, info).body
    assert findings(body, info.url) == []
    (read,) = feedparser.parse(body).entries
    assert (read.id, read.title) == (hours[0].id, hours[0].title)


@given(hostile_entries)
def test_whatever_an_outlet_says_is_inert(info: FeedInfo, entry: Entry) -> None:
    (issue,) = told(info, entry, until=SOME_DAY + HOUR)
    assert {*re.findall(r"</?(\w*)", issue.content)} == {"ul", "li", "p", "a"}
