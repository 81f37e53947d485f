from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.history import Version
from aggregator.outputs import Correction
from aggregator.publish.atom import atom_of
from aggregator.publish.corrections import corrections
from aggregator.publish.jsonfeed import jsonfeed_of
from aggregator.publish.rss import rss_of
from tests.inert.judged import faults_of_body
from tests.inert.payloads import OURS, suite
from tests.publish.hostile import MARKED, SOME_DAY, hostile_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.model import FeedInfo
    from aggregator.publish.issues import Edition

    from .conftest import Findings, MakeEntry, MakePost

    Correct = Callable[..., Correction]

versions = st.builds(
    Version,
    number=st.integers(1, 9),
    title=st.none() | MARKED,
    html=MARKED,
    text=MARKED,
    author=st.none() | MARKED,
    url=MARKED,
    replaced_at=st.just(SOME_DAY),
    change=st.none(),
)
hostile_corrections = st.builds(
    Correction,
    entry=hostile_entries,
    number=st.integers(1, 9),
    change=st.sampled_from(["correction", "retraction", "withdrawal"]),
    before=versions,
    after=st.none() | versions,
    at=st.just(SOME_DAY),
)


@pytest.fixture
def version(noon: datetime) -> Callable[..., Version]:
    def make(text: str, **fields: Any) -> Version:
        sensible = {
            "number": 1,
            "title": None,
            "html": f"<p>{text}</p>",
            "text": text,
            "author": None,
            "url": "https://gazette.example/live#7",
            "replaced_at": noon,
            "change": None,
        }
        return Version(**{**sensible, **fields})

    return make


@pytest.fixture
def correct(
    make_entry: MakeEntry,
    make_post: MakePost,
    version: Callable[..., Version],
    noon: datetime,
) -> Correct:
    def make(**fields: Any) -> Correction:
        sensible = {
            "entry": make_entry(make_post(text="Six are hurt.")),
            "number": 1,
            "change": "correction",
            "before": version("Four are hurt."),
            "after": version("Six are hurt."),
            "at": noon,
        }
        return Correction(**{**sensible, **fields})

    return make


def test_an_outlet_that_says_itself_what_it_did_is_not_told_twice(
    info: FeedInfo, correct: Correct, version: Callable[..., Version]
) -> None:
    made = correct(after=version("Six.", title="CORRECTION: six are hurt"))
    (issue,) = corrections([made], info).issues
    assert issue.title == "CORRECTION: six are hurt"


def test_an_issue_is_whose_words_it_tells(
    info: FeedInfo, correct: Correct, version: Callable[..., Version]
) -> None:
    """Though its outlet has another name by now, and the post another source."""
    then = {"outlet": "The Herald", "language": "de", "via": "https://herald.example/"}
    made = correct(after=version("Six are hurt.", **then))
    (issue,) = corrections([made], info).issues
    assert issue.author == issue.origin.outlet == "The Herald"
    assert (issue.language, issue.via) == ("de", "https://herald.example/")
    assert "The Herald has corrected this post." in issue.content
    older = correct(after=version("Six are hurt.", **then | {"via": None}))
    (issue,) = corrections([older], info).issues
    assert issue.via is None


def of_all(edition: Edition, info: FeedInfo) -> list[bytes]:
    return [each(edition, info).body for each in (atom_of, jsonfeed_of, rss_of)]


@given(made=st.lists(hostile_corrections, max_size=2, unique_by=lambda c: c.entry.id))
def test_whatever_an_outlet_says_the_feed_is_in_order(
    findings: Findings, info: FeedInfo, made: list[Correction]
) -> None:
    edition = corrections(made, info)
    atom, _, _ = of_all(edition, info)
    assert findings(atom, "corrections") == []
    for each in edition.issues:
        assert faults_of_body(each.content) == []


@pytest.mark.parametrize("payloads", [OURS, suite()[::7]], ids=["ours", "collection"])
def test_what_was_said_is_inert(
    payloads: Sequence[str],
    info: FeedInfo,
    correct: Correct,
    version: Callable[..., Version],
) -> None:
    made = [
        correct(
            before=version(f"Once {each}", title=each, url=each),
            after=version(f"Now {each}", title=f"{each} {each}", author=each),
        )
        for each in payloads
    ]
    for start in range(0, len(made), 300):
        for issue in corrections(made[start : start + 300], info).issues:
            assert faults_of_body(issue.content) == []


def test_a_correction_tells_what_was_said_before_and_after(
    info: FeedInfo, correct: Correct
) -> None:
    made = correct()
    (issue,) = corrections([made], info).issues
    page = f"https://news.example/live/entry/{made.entry.id.removeprefix('urn:uuid:')}"
    assert issue.title == "Correction: Six are hurt."
    assert issue.author == "The Gazette"
    assert issue.url == page
    assert issue.published == issue.updated == made.at
    assert issue.content == (
        "<p>The Gazette has corrected this post.</p>\n"
        "<p><del>Four</del> <ins>Six</ins> are hurt.</p>\n"
        "<p>Before:</p><blockquote><p>Four are hurt.</p></blockquote>\n"
        "<p>After:</p><blockquote><p>Six are hurt.</p></blockquote>\n"
        '<p>— <a href="https://gazette.example/live#7">The Gazette</a>, '
        f'<a href="{page}">all that it said</a></p>'
    )


def test_a_title_that_was_corrected_is_told_too(
    info: FeedInfo, correct: Correct, version: Callable[..., Version]
) -> None:
    made = correct(
        before=version("Same.", title="Four & more"),
        after=version("Same.", title="Six"),
    )
    (issue,) = corrections([made], info).issues
    assert issue.title == "Correction: Six"
    assert "<p><del>Four &amp; more</del> <ins>Six</ins></p>" in issue.content
    assert "<blockquote><p><strong>Four &amp; more</strong></p>" in issue.content


@pytest.mark.parametrize(
    ("change", "title", "told"),
    [
        ("withdrawal", "Withdrawn: Four are hurt.", "has withdrawn this post"),
        ("retraction", "Retraction: Four are hurt.", "has retracted this post"),
    ],
)
def test_what_was_taken_back_is_told_as_it_was(
    info: FeedInfo, correct: Correct, change: str, title: str, told: str
) -> None:
    (issue,) = corrections([correct(change=change, after=None)], info).issues
    assert issue.title == title
    assert told in issue.content
    assert "<blockquote><p>Four are hurt.</p></blockquote>" in issue.content
    assert "After:" not in issue.content


def test_a_correction_stays_as_it_is_whatever_the_post_says_later(
    info: FeedInfo, correct: Correct, make_post: MakePost, noon: datetime
) -> None:
    made = correct()
    edited = replace(
        made.entry,
        post=make_post(
            text="Eight.", title="New", author="Ann", url="https://b.example/"
        ),
        updated=noon + timedelta(hours=1),
        revisions=4,
    )
    later = replace(made, entry=edited)
    assert corrections([later], info) == corrections([made], info)


def test_each_edit_and_each_withdrawal_has_an_id_of_its_own(
    info: FeedInfo, correct: Correct, make_entry: MakeEntry, noon: datetime
) -> None:
    entry = make_entry()
    made = [
        correct(entry=entry),
        correct(entry=entry, number=2),
        correct(entry=entry, change="withdrawal", after=None),
        correct(
            entry=entry,
            change="withdrawal",
            after=None,
            at=noon + timedelta(hours=1),
        ),
    ]
    ids = {each.id for each in corrections(made, info).issues}
    assert len(ids | {entry.id}) == 5
    assert ids == {each.id for each in corrections(made[::-1], info).issues}


def test_endless_texts_are_cut(
    findings: Findings,
    info: FeedInfo,
    correct: Correct,
    version: Callable[..., Version],
) -> None:
    made = correct(before=version("Word. " * 99_999), after=version("Wort. " * 99_999))
    edition = corrections([made], info)
    assert len(edition.issues[0].content) < 60_000
    assert findings(of_all(edition, info)[0], "corrections") == []


def test_a_feed_without_corrections_is_one(findings: Findings, info: FeedInfo) -> None:
    edition = corrections([], info)
    assert findings(of_all(edition, info)[0], "corrections") == []
    assert edition.updated.year == 1970


def test_no_more_than_readers_look_at_is_shown(
    info: FeedInfo, correct: Correct
) -> None:
    assert len(corrections([correct() for _ in range(310)], info).issues) == 300
