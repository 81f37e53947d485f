from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import times

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CASES = Path(__file__).parents[2].parent / "shared" / "suites" / "dates" / "dates.jsonl"


def read(value: str, zone: str | None = None) -> str | None:
    when = times.parse(value, zone=zone)
    return times.rfc3339(when) if when else None


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("2026-03-01T10:20:30Z", "2026-03-01T10:20:30Z"),
        ("2026-03-01t10:20:30.5z", "2026-03-01T10:20:30Z"),
        ("2026-03-01T10:20", "2026-03-01T10:20:00Z"),
        ("2026-03-01 10:20:30 +0200", "2026-03-01T08:20:30Z"),
        ("2026-03-01T10:20:30-03:30", "2026-03-01T13:50:30Z"),
        ("2026-03-01T102030+02", "2026-03-01T08:20:30Z"),
        ("20260301T102030Z", "2026-03-01T10:20:30Z"),
        ("20260301", "2026-03-01T00:00:00Z"),
        ("2026-03-01", "2026-03-01T00:00:00Z"),
        ("2026-03", "2026-03-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z"),
        ("2026/3/1 9:05", "2026-03-01T09:05:00Z"),
        ("1.3.2026, 9:05 Uhr", "2026-03-01T09:05:00Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ],
)
def test_iso_8601_and_its_usual_faults_are_read(found: str, wanted: str) -> None:
    assert read(found) == wanted


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("Sun, 01 Mar 2026 10:20:30 GMT", "2026-03-01T10:20:30Z"),
        ("Sun, 1 Mar 26 10:20 EST", "2026-03-01T15:20:00Z"),
        ("1 Mar 99 10:20 Z", "1999-03-01T10:20:00Z"),
        ("Sun, 01 Mar 2026 10:20:30 CEST", "2026-03-01T08:20:30Z"),
        ("Sun,\n 01 Mar 2026 10:20:30 (noon or so) -0000", "2026-03-01T10:20:30Z"),
        ("Wed, 01 Jul 2026 10:20:30 PT", "2026-07-01T17:20:30Z"),
        ("Wed, 01 Jul 2026 10:20:30 Europe/Paris", "2026-07-01T08:20:30Z"),
        ("Wed Jul 01 2026 10:20:30 GMT+0100 (British)", "2026-07-01T09:20:30Z"),
        ("Sun Mar  1 10:20:30 2026", "2026-03-01T10:20:30Z"),
        ("Sun Mar 1 10:20:30 -0500 2026", "2026-03-01T15:20:30Z"),
    ],
)
def test_the_dates_of_mail_and_unix_are_read(found: str, wanted: str) -> None:
    assert read(found) == wanted


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("March 1st, 2026 at 1:05 p.m.", "2026-03-01T13:05:00Z"),
        ("Mar. 1, 2026 12:05 AM", "2026-03-01T00:05:00Z"),
        ("Mar 1, 2026 13:05 PM", "2026-03-01T13:05:00Z"),
        ("Sonntag, 1. März 2026 - 9:05", "2026-03-01T09:05:00Z"),
        ("dim., 01 févr. 2026 09h05", "2026-02-01T09:05:00Z"),
        ("1 de agosto de 2026", "2026-08-01T00:00:00Z"),
        ("1 мая 2026, 09:05", "2026-05-01T09:05:00Z"),
        ("1 أغسطس 2026", "2026-08-01T00:00:00Z"),
        ("2026-június-01T9:05Z", "2026-06-01T09:05:00Z"),
        ("2026年3月1日 下午1:05", "2026-03-01T13:05:00Z"),
        ("2026년 3월 1일 오전 9:05", "2026-03-01T00:05:00Z"),
    ],
)
def test_dates_in_words_are_read(found: str, wanted: str) -> None:
    assert read(found) == wanted


def test_seconds_and_milliseconds_since_1970_are_read() -> None:
    assert read("1772360430") == "2026-03-01T10:20:30Z"
    assert read("1772360430.25") == "2026-03-01T10:20:30Z"
    assert read("1772360430999") == "2026-03-01T10:20:30Z"


def test_a_time_without_offset_is_of_the_zone_that_is_given() -> None:
    assert read("2026-07-01 10:20", "Europe/Berlin") == "2026-07-01T08:20:00Z"
    assert read("2026-01-01 10:20", "Europe/Berlin") == "2026-01-01T09:20:00Z"
    assert read("2026-01-01 10:20Z", "Europe/Berlin") == "2026-01-01T10:20:00Z"


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "now",
        "Invalid Date",
        "2013-xx-27",
        "Feb 29 2023",
        "29 Feb 2023 10:00:00 GMT",
        "0000-00-00",
        "2026-03-01T25:00:00Z",
        "2026-03-01T10:20:61Z",
        "2026-03-01T10:20:30+25:00",
        "2026-03-01T10:20:30Zextra",
        "01/03/2026",
        "Sun, 16 Dec 2012 1:2:3:4 GMT",
        "Sun, 16 zzz 2012 11:47:32 GMT",
        "Sun, 16 Dec 2012 11:47:32 XYZ",
        "Sun, 16 Dec 2012 11:47:32 Never/Land",
        "Sun, 16 Dec 2012 11:47:32 America/",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "17723604",
        "17723604309999999",
        "2026-03-01" + " " * 500 + "x",
        "1" * 101,
    ],
)
def test_nothing_is_guessed_from_junk(junk: str) -> None:
    assert times.parse(junk) is None


def test_a_zone_that_nobody_knows_gives_no_time() -> None:
    assert times.parse("2026-03-01", zone="Never/Land") is None
    assert times.parse("2026-03-01", zone="../../etc/passwd") is None
    assert times.parse("2026-03-01", zone="America") is None


@given(st.text())
def test_no_text_is_a_crash(junk: str) -> None:
    when = times.parse(junk)
    assert when is None or when.utcoffset() == timedelta(0)


@given(
    st.datetimes(
        min_value=datetime(1000, 1, 2),  # noqa: DTZ001 - hypothesis wants it naive
        timezones=st.just(timezone(timedelta(hours=5, minutes=30))),
    )
)
def test_a_time_comes_back_as_it_was_written(when: datetime) -> None:
    whole = when.replace(microsecond=0)
    assert times.parse(times.rfc3339(when)) == whole
    assert times.parse(when.isoformat()) == whole
    assert times.parse(f"{when:%d %b} {when.year:04} {when:%H:%M:%S %z}") == whole


def test_a_time_is_plausible_from_2000_to_tomorrow() -> None:
    assert times.plausible(datetime(2000, 1, 1, tzinfo=UTC), now=NOW)
    assert times.plausible(NOW + timedelta(days=1), now=NOW)
    assert not times.plausible(datetime(1970, 1, 1, tzinfo=UTC), now=NOW)
    assert not times.plausible(NOW + timedelta(days=1, seconds=1), now=NOW)


@pytest.mark.skipif(not CASES.exists(), reason="the suite of dates is not here")
def test_the_dates_of_other_projects_are_read_as_they_read_them() -> None:
    cases = [json.loads(line) for line in CASES.read_text("utf-8").strip().split("\n")]
    wanted = [case for case in cases if "want" in case]
    assert wanted
    assert not [case for case in wanted if not right(case)]


def right(case: dict[str, str | None]) -> bool:
    when = times.stated(str(case["raw"]))
    if case["want"] is None:
        return when is None
    return when is not None and times.rfc3339(when) == case["want"]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("31 Dec 2002 14:20:20 A", "2002-12-31T14:20:20Z"),
        ("2003&#45;12&#x2d;13T18&#58;30&#x3a;02Z", "2003-12-13T18:30:02Z"),
        (r"Thu, 09 (a (b) Mar)Feb(c\) 2005) 2006()23:59:45 Z", "2006-02-09T23:59:45Z"),
    ],
)
def test_what_can_be_read_one_way_only_is_read(found: str, wanted: str) -> None:
    assert read(found) == wanted


@pytest.mark.parametrize("unset", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_what_programs_write_for_no_time_is_none(unset: str) -> None:
    assert times.parse(unset) is None


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("2026-03-01T10:20:30Z", "2026-03-01T10:20:30Z"),
        ("10/30/23 21:55:58", "2023-10-30T21:55:58Z"),
        ("Fri, 26/06/2020", "2020-06-26T00:00:00Z"),
        ("-0312", "2003-12-01T00:00:00Z"),
        ("-03-12", "2003-12-01T00:00:00Z"),
        ("03335", "2003-12-01T00:00:00Z"),
        ("04366", "2004-12-31T00:00:00Z"),
    ],
)
def test_what_is_known_to_be_a_date_may_be_a_rarer_one(found: str, wanted: str) -> None:
    when = times.stated(found)
    assert when
    assert times.rfc3339(when) == wanted


@pytest.mark.parametrize(
    "junk",
    ["03366", "03000", "-0313", "03335Z", "", "10/11/12", "31/02/2026", " " * 101],
)
def test_what_is_known_to_be_a_date_is_not_guessed_either(junk: str) -> None:
    assert times.stated(junk) is None


def test_a_rarer_date_has_a_zone_too() -> None:
    when = times.stated("26/06/2020 10:00", zone="Europe/Berlin")
    assert when
    assert times.rfc3339(when) == "2020-06-26T08:00:00Z"


def test_an_hour_that_the_clocks_leave_out_is_no_time() -> None:
    assert read("2026-03-29 02:30", "Europe/Berlin") is None
    assert read("2026-03-29 01:59", "Europe/Berlin") == "2026-03-29T00:59:00Z"
    assert read("2026-03-29 03:00", "Europe/Berlin") == "2026-03-29T01:00:00Z"
    assert read("Sun, 08 Mar 2026 02:30:00 PT") is None


def test_an_hour_that_the_clocks_show_twice_is_the_first() -> None:
    assert read("2026-10-25 02:30", "Europe/Berlin") == "2026-10-25T00:30:00Z"
    assert read("2026-10-25 02:30 CET", "Europe/Berlin") == "2026-10-25T01:30:00Z"


def test_a_zone_without_a_slash_has_its_summers_too() -> None:
    assert read("2026-07-01 10:20", "CET") == "2026-07-01T08:20:00Z"
    assert read("2026-07-01 10:20 CET") == "2026-07-01T09:20:00Z"
    assert read("2026-07-01 10:20", "Japan") == "2026-07-01T01:20:00Z"


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_on_the_days_when_clocks_change_every_quarter_hour_is_right(zone: str) -> None:
    clocks = ZoneInfo(zone)
    for change in changes(clocks, 2026):
        for quarter in range(-16, 17):
            moment = change + quarter * timedelta(minutes=15)
            local = moment.astimezone(clocks)
            found = times.parse(f"{local:%Y-%m-%d %H:%M:%S}", zone=zone)
            again = local.replace(fold=0).astimezone(UTC)
            assert found == again
            assert again == moment or local.fold


@given(
    st.datetimes(
        datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2037-01-01")
    ),
    st.timezones(),
)
def test_what_is_read_is_what_the_clocks_of_the_zone_show(
    local: datetime, zone: ZoneInfo
) -> None:
    whole = local.replace(microsecond=0)
    found = times.parse(f"{whole:%Y-%m-%d %H:%M:%S}", zone=zone.key)
    if found is None:  # the clocks go from before to after
        there = whole.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        assert there.replace(tzinfo=None) != whole
    else:
        assert found.astimezone(zone).replace(tzinfo=None) == whole


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Return the moments of a year at which the clocks of a zone change."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(367)]
    near = [
        (one, other)
        for one, other in pairwise(days)
        if one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()
    ]
    return [
        after
        for one, _ in near
        for before, after in pairwise(
            one + timedelta(minutes=30 * n) for n in range(49)
        )
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]
