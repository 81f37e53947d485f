from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aggregator.extract import fields
from aggregator.extract.blocks import Writer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BODY = "The ferry company says that it is cancelled."


def same(value: object) -> object:
    return value


def read(*posts: dict[str, Any]) -> fields.Reading | None:
    rows = [fields.row({"body": BODY, **post}, same) for post in posts]
    return fields.reading(rows, Writer(same), now=NOW)


def at(hour: int) -> str:
    return f"2026-03-01T{hour:02}:30:00"


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        (("createdAt", "publishedAt"), "publishedAt"),
        (("updated", "created"), "created"),
        (("date", "date_gmt"), "date_gmt"),
        (("dates.firstPublished", "dates.curated"), "dates.curated"),
        (("image.publishedAt", "when"), "when"),
        (("modified", "expires"), "modified"),
        (("moment", "modified"), "moment"),
    ],
)
def test_the_time_is_chosen_by_what_its_name_promises(
    columns: tuple[str, ...], chosen: str
) -> None:
    def post(hour: int) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for column in columns:
            *outer, name = column.split(".")
            place = told.setdefault(outer[0], {}) if outer else told
            place[name] = at(hour)
        return told

    found = read(post(9), post(8), post(7))
    assert found
    assert ".".join(found.time[0]) == chosen


def test_a_constant_column_dates_nothing() -> None:
    found = read(*({"published": at(5), "created": at(hour)} for hour in (9, 8, 7)))
    assert found
    assert found.time[0] == ("created",)


def test_ids_that_are_all_the_same_are_none() -> None:
    found = read(*({"id": 1, "key": hour, "date": at(hour)} for hour in (9, 8, 7)))
    assert found
    assert found.id == (("key",),)


def test_the_fuller_body_is_chosen_unless_the_better_name_says_as_much() -> None:
    def body(**more: str) -> tuple[str, ...] | None:
        found = read(*({"date": at(hour), **more} for hour in (9, 8, 7)))
        return found.body if found else None

    assert body(html=f"<p>{BODY}</p>") == ("body",)
    assert body(html=f"<p>{BODY} {BODY}</p>") == ("html",)


def test_what_has_no_time_or_no_body_is_not_read() -> None:
    assert read({"title": "One"}, {"title": "Two"}) is None
    assert read(*({"body": "", "date": at(hour)} for hour in (9, 8))) is None
    assert read(*({"body": None, "date": at(hour)} for hour in (9, 8))) is None


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("date", 1772355600, "1772355600"),
        ("date", 1772355600.25, "1772355600"),
        ("date", float("inf"), "inf"),
        ("date", True, None),
        ("date", "9:30", None),
        ("date", "1 March 2026", "1 March 2026"),
        ("views", 1772355600, None),
        ("views", 1772355600.5, None),
        ("views", "1772355600", None),
        ("views", at(9), at(9)),
        ("date", [at(9)], None),
    ],
)
def test_numbers_are_times_only_where_the_name_says_so(
    name: str, value: object, written: str | None
) -> None:
    assert fields.time_as_written((name,), {(name,): value}) == written


def test_an_object_has_only_so_many_fields() -> None:
    wide = {f"a{number}": {"b": number} for number in range(1_000)}
    assert len(fields.row(wide, same)) == 150
