"""What is kept of posts, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from aggregator.dedup.memory import Memory
from aggregator.dedup.window import Said, Window, ticks
from aggregator.model import Held, Post

Tell: TypeAlias = Callable[..., Post]
NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
MINUTE = timedelta(minutes=1)


def keep(window: Window, post: Post, seen: datetime = NOON) -> int:
    age = ticks(seen), window.index.next_serial
    window.put(post, age=age, lead=None, stems=Memory(1).stems(post))
    return age[1]


def said(post: Post) -> Said:
    return Said(
        post.title or "", post.text, post.language or "", post.author or "", post.url
    )


def test_the_words_of_every_post_are_kept_packed_or_not(told: Tell) -> None:
    window = Window(40)
    posts = [
        told(f"Storm {n} 😀 \udcff has come", title=str(n), language="en", author="A B")
        for n in range(40)
    ]
    serials = [keep(window, post) for post in posts]
    assert [window.said(serial) for serial in serials] == [said(p) for p in posts]


def test_words_beyond_those_that_are_read_are_not_kept(told: Tell) -> None:
    window = Window(1)
    serial = keep(window, told("word " * 200_000))
    assert len(window.said(serial).text) == 6_000


def test_separators_in_a_text_part_nothing(told: Tell) -> None:
    window = Window(16)
    serials = [keep(window, told(f"one\x1etwo\x1f{number}")) for number in range(16)]
    assert [window.said(each).text for each in serials] == [
        f"one two {number}" for number in range(16)
    ]


def test_slots_are_used_again_and_the_oldest_posts_go(told: Tell) -> None:
    window, posts = Window(20), [told(f"Storm {n} has come") for n in range(100)]
    for post in posts:
        keep(window, post)
        window.forget(NOON)
    kept = [post for post in posts if window.serial(post.id) is not None]
    assert kept == posts[-20:]
    for post in kept:
        assert window.said(window.serial(post.id) or 0) == said(post)


def test_a_ring_that_is_full_of_what_is_kept_drops_the_oldest(told: Tell) -> None:
    window, posts = Window(16), [told(f"Storm {n}") for n in range(40)]
    for post in posts:
        keep(window, post)
    kept = [post for post in posts if window.serial(post.id) is not None]
    assert kept == posts[-len(kept) :]
    assert len(kept) == 24  # the slots that there are


def test_what_was_seen_first_goes_first_though_it_came_late(told: Tell) -> None:
    window = Window(16)
    early, late = told("one"), told("other")
    keep(window, late, NOON)
    keep(window, early, NOON - MINUTE)
    window.forget(NOON)
    assert window.serial(early.id) is None
    assert window.serial(late.id) is not None


def test_what_came_late_and_was_dropped_is_not_dropped_twice(told: Tell) -> None:
    window = Window(16)
    early, late = told("one"), told("other")
    keep(window, late, NOON)
    keep(window, early, NOON - MINUTE)
    window.drop(early.id)
    keep(window, early, NOON)
    window.forget(NOON)
    assert window.serial(early.id) is not None


def test_a_revised_post_keeps_its_age_and_goes_with_it(told: Tell) -> None:
    window, post, later = Window(16), told("one"), told("other")
    serial = keep(window, post, NOON)
    keep(window, later, NOON + MINUTE)
    stems = Memory(1).stems(post)
    window.put(post, age=window.age(serial), lead=later.id, stems=stems)
    assert window.lead(post.id) == later.id
    window.forget(NOON + MINUTE)
    assert window.serial(post.id) is None


def test_a_hundred_mebibytes_hold_a_hundred_thousand_posts(told: Tell) -> None:
    """The great parts: texts of a hundred words, packed, and their stems."""
    memory = Memory(64)
    for n in range(64):
        text = " ".join(f"storm{n * 7 % 13} word{n * m % 997}s" for m in range(50))
        memory.enter(Held(post=told(text), first_seen=NOON))
    window = memory.window
    packed = sum(map(len, window._blocks)) / 64
    assert 0 < packed < 450
    assert sum(map(len, window._stems)) / 64 < 320
