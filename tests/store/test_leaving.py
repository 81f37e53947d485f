from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.model import Echo, New, Same
from aggregator.outputs import Tombstone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.evidence import Mode
    from aggregator.model import Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]


def withdraw(store: Store, post: Post, now: datetime) -> None:
    with store.begin() as unit:
        unit.posts.withdraw([post.id], now)


def shown(store: Store, mode: Mode | None = None) -> list[str]:
    """Return the keys in a feed of this mode."""
    with store.reading() as unit:
        timeline = unit.entries.latest(limit=99, mode=mode, withdrawn="left out")
    return [each.post.key for each in timeline.entries]


def left(store: Store, since: datetime, mode: Mode | None = None) -> list[Tombstone]:
    with store.reading() as unit:
        return [*unit.entries.tombstones(since, 99, mode=mode)]


def test_what_is_withdrawn_leaves_with_a_tombstone_and_comes_back_without(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    gone, stays = make_post(key="gone"), make_post(key="stays")
    look(New(post=gone), New(post=stays))
    with store.reading() as unit:
        before = unit.entries.latest(limit=9)
        assert unit.entries.latest(limit=9, withdrawn="left out") == before
    at = noon + timedelta(hours=1)
    withdraw(store, gone, at + timedelta(milliseconds=300))
    assert shown(store) == ["stays"]
    assert left(store, at) == [Tombstone(id=before.entries[0].id, when=at)]
    assert left(store, at + timedelta(seconds=1)) == []
    look(Same(post=gone), hours=2)
    assert shown(store) == ["gone", "stays"]
    assert left(store, noon) == []


def test_an_entry_stays_as_long_as_somebody_says_it(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    lead, echo = make_post(key="lead"), make_post(source="herald", key="echo")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9), minutes=1)
    withdraw(store, lead, noon + timedelta(hours=1))
    assert shown(store) == ["lead"]
    assert left(store, noon) == []
    assert shown(store, "off") == ["echo"]
    assert [each.when.hour for each in left(store, noon, "off")] == [13]
    withdraw(store, echo, noon + timedelta(hours=2))
    assert shown(store) == shown(store, "off") == []
    assert [each.when.hour for each in left(store, noon)] == [14]
    assert [each.when.hour for each in left(store, noon, "off")] == [14, 13]
    assert len({each.id for each in left(store, noon, "off")}) == 2


def test_the_last_that_left_come_first(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    posts = [make_post(key=str(number)) for number in range(3)]
    look(*(New(post=each) for each in posts))
    for number, post in enumerate(posts):
        withdraw(store, post, noon + timedelta(hours=number))
    assert [each.when.hour for each in left(store, noon)] == [14, 13, 12]
    with store.reading() as unit:
        two = unit.entries.tombstones(noon, 2)
    assert [each.when.hour for each in two] == [14, 13]


def test_an_eager_feed_shows_what_stood_behind_an_entry_that_left(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    lead, like = make_post(key="lead"), make_post(key="like it")
    look(New(post=lead))
    look(New(post=like, eager=lead.id), minutes=1)
    assert shown(store, "eager") == ["lead"]
    withdraw(store, lead, noon)
    assert shown(store, "eager") == ["like it"]
