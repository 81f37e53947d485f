from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.model import Echo, New, Revision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post, Timeline
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]


def archive(store: Store, number: int) -> Timeline | None:
    with store.reading() as unit:
        return unit.entries.archive(number)


def count(store: Store) -> int:
    with store.reading() as unit:
        return unit.entries.archives()


def test_only_complete_archives_are_there(
    store: Store, look: Look, make_post: MakePost
) -> None:
    assert count(store) == 0
    look(*(New(post=make_post(key=str(number))) for number in range(199)))
    assert count(store) == 1
    assert [archive(store, number) for number in (-1, 0, 2)] == [None] * 3
    look(New(post=make_post()))
    assert count(store) == 2


def test_what_left_a_feed_before_its_archive_is_complete_is_in_one_that_grows(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    look(New(post=make_post(key="old")))
    look(New(post=make_post(key="new")), minutes=60)
    with store.reading() as unit:
        assert unit.entries.archives(noon) == 0
        since = noon + timedelta(minutes=30)
        assert unit.entries.archives(since) == 1
        begun = unit.entries.archive(1, since=since)
        assert unit.entries.archive(2, since=since) is None
    assert begun is not None
    assert [each.post.key for each in begun.entries] == ["new", "old"]


def test_archives_together_hold_all_there_is_once_and_in_order(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    posts = [make_post(key=str(number)) for number in range(200)]
    for minutes, post in enumerate(posts):
        if minutes % 5:
            lead = posts[minutes // 5 * 5]
            look(Echo(post=post, lead=lead.id, likeness=1.0), minutes=minutes)
        else:
            look(New(post=post), minutes=minutes)
    keys, updated = [], []
    for number in (2, 1):
        timeline = archive(store, number)
        assert timeline is not None
        keys += [each.post.key for each in timeline.entries]
        updated.append(timeline.updated)
    assert keys == [str(number) for number in range(195, -1, -5)]
    with store.reading() as unit:
        assert keys == [e.post.key for e in unit.entries.latest(limit=999).entries]
    assert updated == [noon, noon]  # as the posts claim


def test_what_comes_later_changes_no_archive(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    posts = [make_post(key=str(number)) for number in range(100)]
    look(*(New(post=each) for each in posts))
    before = archive(store, 1)
    assert before is not None
    look(*(New(post=make_post()) for _ in range(250)), minutes=1)
    assert archive(store, 1) == before
    look(Revision(post=posts[7]), minutes=2)
    edited = archive(store, 1)
    assert edited is not None
    assert [e.id for e in edited.entries] == [e.id for e in before.entries]
    assert edited.updated == noon + timedelta(minutes=2)
    with store.begin() as unit:
        unit.posts.withdraw([posts[7].id], noon)
    left = archive(store, 1)
    assert left is not None
    assert len(left.entries) == 99
    assert left.updated == edited.updated


def test_an_archive_of_a_feed_that_joins_nothing_has_echoes_too(
    store: Store, look: Look, make_post: MakePost
) -> None:
    lead = make_post()
    look(New(post=lead))
    echoes = [make_post() for _ in range(99)]
    look(*(Echo(post=each, lead=lead.id, likeness=1.0) for each in echoes), minutes=1)
    joined = archive(store, 1)
    assert joined is not None
    assert len(joined.entries) == 1
    with store.reading() as unit:
        apart = unit.entries.archive(1, mode="off")
    assert apart is not None
    assert len(apart.entries) == 100
