from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.model import Carrier, Reference, Reissued, Timeline
from aggregator.outputs import Style
from aggregator.publish.issues import Bearer, Issue, Tie, edition
from aggregator.text.times import rfc3339
from tests.publish.hostile import SOME_DAY

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.model import Entry, FeedInfo
    from aggregator.outputs import Edits

    from .conftest import MakeEntry, MakePost


def issue_of(entry: Entry, info: FeedInfo, edits: Edits = "silent") -> Issue:
    timeline = Timeline(entries=(entry,), updated=SOME_DAY)
    (issue,) = edition(timeline, info, style=Style(edits=edits)).issues
    return issue


def test_the_feed_is_as_new_as_what_has_left_it(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    """Else its own `updated` would go back as an edited entry leaves the window."""
    newer = noon + timedelta(hours=1)
    made = edition(Timeline(entries=(make_entry(),), updated=newer), info)
    assert made.updated == made.modified == newer


def test_a_post_found_late_makes_the_document_newer(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    late = make_entry(first_seen=noon + timedelta(hours=1))
    made = edition(Timeline(entries=(late,), updated=noon), info)
    assert made.modified == noon + timedelta(hours=1)
    assert made.updated == noon


def test_a_post_that_leads_nowhere_leads_to_our_page(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost
) -> None:
    nowhere = Reference(id="urn:uuid:1", url="data:,", title="", outlet="")
    entry = make_entry(make_post(url="javascript:alert(1)"), follows=nowhere)
    issue = issue_of(entry, info)
    assert issue.url == info.page
    assert issue.follows == Tie(id="urn:uuid:1", url=info.page)
    assert "javascript" not in issue.content


def test_the_origin_of_a_live_blogs_post_is_its_page(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost
) -> None:
    page = "https://gazette.example/live"
    issue = issue_of(make_entry(make_post(url=f"{page}#2", via=page)), info)
    assert (issue.origin.url, issue.origin.site) == (page, page)
    assert issue.via == page


def test_topics_that_say_nothing_are_left_out(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost
) -> None:
    entry = make_entry(make_post(topics=("ukraine", " ", "war")))
    assert issue_of(entry, info).topics == ("ukraine", "war")


def test_an_endless_post_is_cut(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost
) -> None:
    words = "Word " * 1_000_000
    endless = make_post(html=f"<p>{words}</p>", text=words, title=words)
    issue = issue_of(make_entry(endless), info)
    assert len(issue.content) < 201_000
    assert len(issue.title) <= 300


def test_what_was_corrected_is_issued_anew_and_tied_to_what_it_was(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    at = noon + timedelta(hours=1)
    first = Reissued(number=2, at=at, change="correction")
    again = Reissued(number=5, at=at, change="retraction", before=2)
    entry = make_entry(reissued=first, updated=at + timedelta(minutes=1))
    one = issue_of(entry, info, "reissue")
    other = issue_of(replace(entry, reissued=again), info, "reissue")
    assert len({entry.id, one.id, other.id}) == 3
    assert (one.predecessor, other.predecessor) == (entry.id, one.id)
    assert (one.published, one.updated) == (at, entry.updated)


def test_an_issue_is_never_older_than_the_edit_that_made_it(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    edit = Reissued(number=1, at=noon + timedelta(hours=1), change="correction")
    issue = issue_of(make_entry(reissued=edit), info, "reissue")
    assert rfc3339(issue.updated) == rfc3339(issue.published) == rfc3339(edit.at)


def test_in_silence_what_was_corrected_keeps_its_id(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    entry = make_entry()
    edit = Reissued(number=1, at=noon, change="correction")
    assert issue_of(entry, info) == issue_of(replace(entry, reissued=edit), info)


def test_the_id_of_an_issue_is_the_same_for_ever(
    info: FeedInfo, make_entry: MakeEntry, noon: datetime
) -> None:
    edit = Reissued(number=3, at=noon, change="correction")
    entry = make_entry(id="urn:uuid:00000000-0000-4000-8000-000000000001")
    corrected = replace(entry, reissued=edit)
    assert (
        issue_of(corrected, info, "reissue").id
        == "urn:uuid:a202edfd-e800-5b77-a78d-caf994e6e237"
    )


def test_who_had_it_by_then_is_named_once_beside_the_lead(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost
) -> None:
    b, c = "https://b.example/", "https://c.example/?a=1&b"
    carriers = (
        Carrier(outlet="The Gazette", url="https://a.example/", voice="a"),
        Carrier(outlet=" B\n& C ", url=b, voice="wire", at_once=True),
        Carrier(outlet="", url="", voice="older than names"),
        Carrier(outlet="B & C", url="https://again.example/", voice="b"),
        Carrier(outlet="C", url=c, voice="wire"),
        Carrier(outlet="D", url="javascript:alert(1)", voice="d"),
        Carrier(outlet="Late", url="https://late.example/", voice="late"),
    )
    entry = make_entry(make_post(outlet="The Gazette"), carriers=carriers)
    alone = issue_of(entry, info)
    assert alone.beside == (Bearer(outlet="B & C", url=b),)
    assert alone.content.endswith(f'</a> + <a href="{b}">B &amp; C</a></p>')
    timeline = Timeline(entries=(entry,), updated=SOME_DAY)
    (same,) = edition(timeline, info, style=Style(voices=6)).issues
    assert same == alone
    own = Style(voices=6, own_ids=True)
    (issue,) = edition(timeline, info, style=own).issues
    others = {each.outlet: each.url for each in issue.beside}
    assert others == {"B & C": b, "C": c, "D": info.page}


def test_the_body_ends_with_a_line_that_names_the_outlet(
    info: FeedInfo, make_entry: MakeEntry, make_post: MakePost
) -> None:
    post = make_post(html="<p>Closed.</p>", outlet="A & B", url="https://a.example/#7")
    assert issue_of(make_entry(post), info).content == (
        '<p>Closed.</p>\n<p>— <a href="https://a.example/#7">A &amp; B</a></p>'
    )
