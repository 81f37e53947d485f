from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Entry, Post, Timeline
from aggregator.stretch import stretch

if TYPE_CHECKING:
    from aggregator.model import EntryId

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
POST = Post(source="a", outlet="A", key="", url="http://a", title="", html="", text="")


def entry(number: int) -> Entry:
    return Entry(
        id=UUID(int=number).urn,
        post=POST,
        published=NOON,
        updated=NOON,
        first_seen=NOON,
        surfaced=NOON,
    )


@given(
    wanted=st.lists(st.booleans(), max_size=40),
    most=st.integers(1, 10),
    step=st.integers(1, 12),
)
def test_page_after_page_shows_each_that_is_wanted_once_and_no_other(
    wanted: list[bool], most: int, step: int
) -> None:
    entries = [entry(number) for number in range(len(wanted))]
    chosen = {each.id for each, asked in zip(entries, wanted, strict=True) if asked}
    places = {each.id: place for place, each in enumerate(entries)}

    def read(before: EntryId | None, limit: int) -> Timeline:
        start = 0 if before is None else places[before] + 1
        return Timeline(entries=tuple(entries[start : start + limit]), updated=NOON)

    shown, before = [], None
    while True:
        page = stretch(
            read, lambda each: each.id in chosen, most=most, before=before, step=step
        )
        assert len(page.timeline.entries) <= most
        shown += [each.id for each in page.timeline.entries]
        before = page.below
        if before is None:
            break
    assert shown == [each.id for each in entries if each.id in chosen]


def test_a_rule_that_nothing_meets_comes_to_an_end_and_can_be_read_on() -> None:
    reads = []

    def read(_: EntryId | None, limit: int) -> Timeline:
        reads.append(limit)
        return Timeline(entries=tuple(map(entry, range(limit))), updated=NOON)

    page = stretch(read, lambda _: False, most=5)
    assert page.timeline.entries == ()
    assert page.below is not None
    assert sum(reads) == 12_000
