from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from aggregator.errors import StoreError
from aggregator.model import Echo, Ledger, New, Revision, Same

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Entry, Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]


def test_an_empty_store_has_an_empty_timeline(store: Store) -> None:
    with store.reading() as unit:
        timeline = unit.entries.latest(limit=9)
    assert timeline.entries == ()
    assert timeline.updated == datetime(1970, 1, 1, tzinfo=UTC)


def test_the_timeline_has_a_limit_and_a_window(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    for minutes in range(5):
        look(New(post=make_post(key=str(minutes))), minutes=minutes)
    with store.reading() as unit:
        two = unit.entries.latest(limit=2)
        since = unit.entries.latest(limit=9, since=noon + timedelta(minutes=2))
    assert [each.post.key for each in two.entries] == ["4", "3"]
    assert [each.post.key for each in since.entries] == ["4", "3", "2"]


def test_page_by_page_the_whole_timeline_is_read(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    look(*(New(post=make_post()) for _ in range(5)))  # all in the same second
    look(*(New(post=make_post()) for _ in range(2)), minutes=1)
    read: list[Entry] = []
    with store.reading() as unit:
        before = None
        while page := unit.entries.latest(limit=3, before=before).entries:
            read += page
            before = page[-1].id
    assert tuple(read) == timeline()


def test_nothing_comes_after_an_entry_that_is_not_there(store: Store) -> None:
    with store.reading() as unit, pytest.raises(StoreError, match="no entry urn:x"):
        unit.entries.latest(limit=3, before="urn:x")


def test_the_timeline_is_as_new_as_its_last_edit(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    look(Revision(post=post), minutes=9)
    with store.reading() as unit:
        assert unit.entries.latest(limit=9).updated == noon + timedelta(minutes=9)


def test_updated_stays_when_the_last_edited_entry_leaves_the_window(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    look(Revision(post=post), minutes=9)
    look(New(post=make_post()), minutes=9)
    with store.reading() as unit:
        timeline = unit.entries.latest(limit=1)
    assert timeline.entries[0].updated == noon
    assert timeline.updated == noon + timedelta(minutes=9)


def test_an_older_page_is_not_touched_by_what_is_new(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    look(New(post=make_post()))
    look(New(post=make_post(updated=noon + timedelta(hours=1))), hours=2)
    with store.reading() as unit:
        (top,) = unit.entries.latest(limit=1).entries
        older = unit.entries.latest(limit=1, before=top.id)
    assert top.updated == noon + timedelta(hours=1)
    assert older.updated == noon


def test_echoes_come_in_the_order_in_which_they_were_seen(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead = make_post()
    first, second, third = (make_post(source="herald") for _ in range(3))
    look(New(post=lead))
    look(Echo(post=second, lead=lead.id, likeness=0.7), minutes=2)
    look(Echo(post=third, lead=lead.id, likeness=0.8), minutes=3)
    look(Echo(post=first, lead=lead.id, likeness=0.9), minutes=1)
    (entry,) = timeline()
    assert [each.post for each in entry.echoes] == [first, second, third]


def test_a_long_timeline_takes_few_statements(
    store: Store, look: Look, make_post: MakePost
) -> None:
    leads = [make_post() for _ in range(300)]
    echoes = [make_post(source="herald") for _ in leads]
    look(*(New(post=each) for each in leads))
    look(
        *(
            Echo(post=echo, lead=lead.id, likeness=1.0)
            for lead, echo in zip(leads, echoes, strict=True)
        )
    )
    statements: list[object] = []
    event.listen(
        store._engine, "before_cursor_execute", lambda *asked: statements.append(asked)
    )
    with store.reading() as unit:
        timeline = unit.entries.latest(limit=300)
    assert [len(each.echoes) for each in timeline.entries] == [1] * 300
    assert len(statements) <= 7


def test_one_entry_is_found_by_its_id(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    look(New(post=make_post()), New(post=make_post()))
    top, bottom = timeline()
    with store.reading() as unit:
        assert unit.entries.get(bottom.id) == bottom
        assert unit.entries.get(top.id) == top
        assert unit.entries.get("urn:uuid:nobody") is None


def test_the_stamp_changes_with_all_that_is_shown_and_with_nothing_else(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    stamps = []

    def stamp() -> None:
        with store.reading() as unit:
            stamps.append(unit.entries.stamp())

    for each in (
        New(post=lead),
        Echo(post=echo, lead=lead.id, likeness=0.9),
        Revision(post=replace(lead, title="Closed")),
        Revision(post=replace(echo, title="Closed")),
        Revision(post=echo, parted_from=lead.id),
        New(post=make_post(), follows=lead.id),
    ):
        stamp()
        look(each)
    stamp()
    assert len(set(stamps)) == 7

    with store.begin() as unit:
        unit.posts.withdraw([lead.id], noon)
    stamp()
    look(Same(post=lead))  # it is back
    stamp()
    look(Same(post=replace(lead, kind="key_event")))
    stamp()
    assert len(set(stamps)) == 10

    look(Same(post=replace(lead, kind="key_event")))
    with pytest.raises(StoreError):
        look(New(post=make_post()), New(post=lead))
    with store.begin() as unit:
        unit.entries.feed_id("feed")
        unit.sources.save(unit.sources.state("gazette"), Ledger(), now=noon)
    stamp()
    assert stamps[-1] == stamps[-2]


def test_a_feed_keeps_the_id_that_it_was_given_first(store: Store) -> None:
    with store.begin() as unit:
        feed, other = unit.entries.feed_id("feed"), unit.entries.feed_id("other")
    with store.reading() as unit:
        assert unit.entries.feed_id("feed") == feed
        assert unit.entries.feed_id("other") == other
    assert feed.startswith("urn:uuid:")
    assert feed != other


def test_an_entry_tells_what_its_last_edit_did(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    post, untouched = make_post(), make_post()
    look(New(post=post), New(post=untouched))
    for change in ("typo", "correction", "addition"):
        look(Revision(post=post, change=change))
    edited, other = timeline()
    assert (edited.revisions, edited.change) == (3, "addition")
    assert (other.revisions, other.change) == (0, None)


def test_an_entry_whose_post_is_withdrawn_says_so_and_is_not_updated(
    store: Store, look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    (before,) = timeline()
    gone = noon + timedelta(hours=1)
    with store.begin() as unit:
        unit.posts.withdraw([post.id], gone)
    (after,) = timeline()
    assert after == replace(before, withdrawn=gone)
