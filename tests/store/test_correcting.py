from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.model import Echo, New, Reissued, Revision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.liveblog import Change
    from aggregator.model import Entry, Post
    from aggregator.outputs import Correction
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]


def told(
    store: Store, limit: int = 99, since: datetime | None = None
) -> tuple[Correction, ...]:
    with store.reading() as unit:
        return unit.entries.corrections(limit=limit, since=since)


def test_corrections_tell_what_was_said_before_and_after(
    store: Store, look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post(text="Four hurt.")
    edits = [replace(post, text=f"{number} hurt.") for number in ("Five", "Six", "No")]
    look(New(post=post))
    changes: tuple[Change, ...] = ("correction", "typo", "retraction")
    for hour, (edit, change) in enumerate(zip(edits, changes, strict=True), 1):
        look(Revision(post=edit, change=change), hours=hour)
    (entry,) = timeline()
    last, first = told(store)
    assert last.entry == first.entry == entry
    assert (last.change, last.number, last.at) == (
        "retraction",
        3,
        noon.replace(hour=15),
    )
    assert (first.change, first.number) == ("correction", 1)
    assert first.after is not None
    assert last.after is not None
    assert [first.before.text, first.after.text] == ["Four hurt.", "Five hurt."]
    assert [last.before.text, last.after.text] == ["Six hurt.", "No hurt."]
    with store.reading() as unit:
        versions = unit.posts.versions(post.id)
    assert [first.before, first.after] == versions[:2]
    assert last.before == versions[2]
    assert last.after.number == 4


def test_a_correction_tells_whose_words_they_were_at_the_time(
    store: Store, look: Look, make_post: MakePost
) -> None:
    post = make_post(outlet="The Gazette", language="en", via="https://a.example/1")
    look(New(post=post))
    look(Revision(post=replace(post, text="Six."), change="correction"), hours=1)
    before = told(store)[0]
    moved = replace(post, outlet="The Herald", language="de", via="https://a.example/2")
    look(Revision(post=replace(moved, text="Sechs."), change="rewording"), hours=2)
    (after,) = told(store)
    for one in (before, after):
        assert one.after is not None
        for version in (one.before, one.after):
            its = (version.outlet, version.language, version.via)
            assert its == ("The Gazette", "en", "https://a.example/1")


def test_a_withdrawal_is_told_with_the_last_words(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post(text="Four hurt.")
    look(New(post=post))
    look(Revision(post=replace(post, text="Five hurt."), change="correction"), hours=1)
    with store.begin() as unit:
        unit.posts.withdraw([post.id], noon + timedelta(hours=2))
    gone, edit = told(store)
    assert (gone.change, gone.number, gone.after) == ("withdrawal", 2, None)
    assert gone.before.text == "Five hurt."
    assert edit.change == "correction"
    with store.begin() as unit:
        unit.posts.restore([post.id])
    assert told(store) == (replace(edit, entry=told(store)[0].entry),)


def test_echoes_are_corrected_under_entries_of_their_own(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9))
    look(Revision(post=replace(echo, text="No."), change="retraction"), hours=1)
    (correction,) = told(store)
    assert correction.entry.post.source == "herald"
    assert correction.entry.id != timeline()[0].id


def test_corrections_have_a_limit_and_a_window(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    for hour in range(1, 6):
        look(Revision(post=post, change="correction"), hours=hour)
    assert [each.number for each in told(store, limit=2)] == [5, 4]
    since = noon + timedelta(hours=4)
    assert [each.number for each in told(store, since=since)] == [5, 4]


def test_an_entry_knows_its_last_significant_edit(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    reissued = []
    changes: tuple[Change, ...] = (
        *("typo", "correction", "addition", "retraction", "rewording"),
    )
    for hour, change in enumerate(changes, 1):
        look(Revision(post=post, change=change), hours=hour, milliseconds=5)
        (entry,) = timeline()
        assert (entry.revisions, entry.change) == (hour, change)
        reissued.append(entry.reissued)
    first = Reissued(number=2, at=noon.replace(hour=14), change="correction")
    second = Reissued(number=4, at=noon.replace(hour=16), change="retraction", before=2)
    assert reissued == [None, first, first, second, second]
