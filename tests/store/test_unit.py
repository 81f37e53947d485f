from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreError
from aggregator.model import New
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]


def count(store: Store) -> int:
    with store.reading() as unit:
        return unit.posts.count()


def test_a_unit_that_fails_leaves_nothing_behind(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    with suppress(ZeroDivisionError), store.begin() as unit:
        unit.posts.save([New(post=make_post())], now=noon)
        raise ZeroDivisionError
    assert count(store) == 0


def test_what_was_kept_is_there_when_the_store_is_opened_again(
    store: Store, store_url: str, make_post: MakePost, noon: datetime
) -> None:
    with store.begin() as unit:
        unit.posts.save([New(post=make_post())], now=noon)
    store.close()
    again = open_store(store_url)
    assert count(again) == 1
    again.close()


def test_who_reads_cannot_write(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    with pytest.raises(StoreError), store.reading() as unit:
        unit.posts.save([New(post=make_post())], now=noon)
    assert count(store) == 0
    with store.begin() as unit:  # the same connection may write again
        unit.posts.save([New(post=make_post())], now=noon)
    assert count(store) == 1


def test_a_reader_is_not_held_up_by_the_writer_and_sees_one_moment(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    with ThreadPoolExecutor(1) as other_thread:
        with store.begin() as unit:
            unit.posts.save([New(post=make_post())], now=noon)
            assert other_thread.submit(count, store).result(timeout=5) == 0
        with store.reading() as unit:
            assert unit.posts.count() == 1
            other_thread.submit(add, store, make_post(), noon).result(timeout=5)
            assert unit.posts.count() == 1
    assert count(store) == 2


def add(store: Store, post: Post, now: datetime) -> None:
    with store.begin() as unit:
        unit.posts.save([New(post=post)], now=now)


def test_writers_take_turns(store: Store, make_post: MakePost, noon: datetime) -> None:
    posts = [make_post() for _ in range(20)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda each: add(store, each, noon), posts))
    assert count(store) == 20


def test_a_second_daemon_waits_for_the_first(
    store: Store, store_url: str, make_post: MakePost, noon: datetime
) -> None:
    second = open_store(store_url)
    inside, go_on = Event(), Event()

    def hold() -> None:
        with store.begin() as unit:
            unit.posts.save([New(post=make_post())], now=noon)
            inside.set()
            go_on.wait(timeout=5)

    with ThreadPoolExecutor(2) as threads:
        holding = threads.submit(hold)
        assert inside.wait(timeout=5)
        waiting = threads.submit(add, second, make_post(), noon)
        assert not waiting.done()
        go_on.set()
        holding.result(timeout=5)
        waiting.result(timeout=5)
    assert count(second) == 2
    second.close()


def test_a_writer_who_waits_too_long_is_told_so(store: Store, store_url: str) -> None:
    impatience = {
        "sqlite": "?timeout=0.05",
        "postgresql": "&options=-c%20lock_timeout%3D50",
    }
    hurried = open_store(store_url + impatience[store_url.partition(":")[0]])
    with (
        store.begin(),
        pytest.raises(StoreError, match=r"database is locked|due to lock timeout"),
        hurried.begin() as unit,
    ):
        unit.posts.count()
    hurried.close()


def test_a_full_disk_fails_the_look_and_keeps_what_was_there(
    make_post: MakePost, noon: datetime
) -> None:
    store = open_store("sqlite://")
    add(store, make_post(), noon)
    with store.begin() as unit:
        unit.posts._connection.exec_driver_sql("PRAGMA max_page_count=1")
    with pytest.raises(StoreError, match="the database: database or disk is full"):
        add(store, make_post(text="word " * 100_000), noon)
    assert count(store) == 1
    store.close()


def test_units_of_a_store_in_memory_take_turns(
    make_post: MakePost, noon: datetime
) -> None:
    store = open_store("sqlite://")
    posts = [make_post() for _ in range(20)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda each: add(store, each, noon), posts))
        assert list(threads.map(count, [store] * 4)) == [20] * 4
    store.close()


def test_a_unit_within_a_unit_in_memory_is_refused() -> None:
    store = open_store("sqlite://")
    with pytest.raises(StoreError, match="within a transaction"), store.begin():
        count(store)
    store.close()
