"""A move for good is believed when it has been told long and often enough."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.fetch.moves import address, moved
from aggregator.manners import Move
from aggregator.model import Redirect

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
OLD = "http://old.example/feed"
NEW = "https://new.example/feed"


def told(*steps: tuple[int, str]) -> list[Redirect]:
    return [Redirect(status=status, url=url) for status, url in steps]


@pytest.mark.parametrize("status", [301, 308])
def test_a_lasting_redirect_is_counted(status: int) -> None:
    first = moved(None, told((status, NEW)), OLD, NOON)
    assert first == Move(to=NEW, since=NOON)
    again = moved(first, told((status, NEW)), OLD, NOON + WEEK)
    assert again == Move(to=NEW, since=NOON, count=2)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_passing_redirect_is_never_remembered(status: int) -> None:
    assert moved(None, told((status, NEW)), OLD, NOON) is None
    known = Move(to=NEW, since=NOON, count=9)
    assert moved(known, told((status, NEW)), OLD, NOON) is None


def test_only_the_lasting_steps_at_the_beginning_count() -> None:
    steps = told((301, NEW), (302, "https://cdn.example/1"), (301, "https://x.example"))
    assert moved(None, steps, OLD, NOON) == Move(to=NEW, since=NOON)


def test_another_target_begins_anew_and_none_ends_it() -> None:
    known = Move(to=NEW, since=NOON - WEEK, count=9)
    other = told((301, "https://other.example/"))
    assert moved(known, other, OLD, NOON) == Move(
        to="https://other.example/", since=NOON
    )
    assert moved(known, [], OLD, NOON) is None


def test_who_is_asked_at_the_new_address_is_still_there() -> None:
    known = Move(to=NEW, since=NOON - WEEK, count=9)
    assert moved(known, [], NEW, NOON) == known
    assert moved(known, told((302, "https://cdn.example/")), NEW, NOON) == known


def test_a_move_is_believed_after_a_week_of_agreeing_answers() -> None:
    assert address(None, OLD, NOON) == OLD
    known = Move(to=NEW, since=NOON, count=3)
    assert address(known, OLD, NOON + WEEK) == NEW
    assert address(known, OLD, NOON + WEEK - timedelta(seconds=1)) == OLD
    assert address(Move(to=NEW, since=NOON, count=2), OLD, NOON + WEEK) == OLD


def test_a_move_to_https_is_believed_at_once() -> None:
    known = Move(to="https://old.example/feed", since=NOON)
    assert address(known, OLD, NOON) == "https://old.example/feed"


def test_credentials_are_not_left_behind() -> None:
    known = Move(to=NEW, since=NOON, count=99)
    known_to_us = "http://me:word@old.example/feed"
    assert address(known, known_to_us, NOON + WEEK) == known_to_us
