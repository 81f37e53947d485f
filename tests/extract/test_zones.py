from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import zones
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

STATED = '<meta property="article:published_time" content="2026-03-01T11:00:00{}">'
CONFIGURED = '<script>y</script><script>x = {{"publicationTimezone": "{}"}}</script>'


@pytest.mark.parametrize(
    ("host", "markup", "zone"),
    [
        ("gazette.de", "", "Europe/Berlin"),
        ("gazette.ch", "", "Europe/Zurich"),
        ("gazette.co.uk", "", "Europe/London"),
        ("gazette.com.au", "", "Australia/Sydney"),
        ("gazette.com", "<html lang=en-IN>", "Asia/Kolkata"),
        ("gazette.com", "<html lang=pt_BR>", "America/Sao_Paulo"),
        ("gazette.com", "<html lang=it-IT>", "Europe/Rome"),
        ("gazette.com", "<html lang>", None),
        ("gazette.com", STATED.format("-05:00"), "-05:00"),
        ("gazette.de", STATED.format("+01:00"), "Europe/Berlin"),
        ("gazette.de", STATED.format("+05:30"), "+05:30"),
        ("gazette.de", STATED.format("Z"), "Europe/Berlin"),
        ("gazette.com", STATED.format("+00:00"), None),
        ("gazette.de", CONFIGURED.format("Asia\\/Kolkata"), "Asia/Kolkata"),
        ("gazette.de", CONFIGURED.format("Nowhere/Land"), "Europe/Berlin"),
    ],
)
def test_a_zone_is_configured_stated_or_usual(
    host: str, markup: str, zone: str | None, page_of: PageOf
) -> None:
    page = replace(page_of(markup), url=f"https://www.{host}/live")
    assert zones.told(page, Outlet(profile="")) == zone


def test_the_profile_knows_best(page_of: PageOf) -> None:
    outlet = Outlet(profile="gazette", zone="Europe/Paris")
    assert zones.told(page_of(STATED.format("+05:30")), outlet) == "Europe/Paris"


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("UTC", 12), ("Europe/Berlin", 14), ("+05:00", 17), ("America/New_York", 8)],
)
def test_what_a_clock_shows_there(zone: str, hour: int) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert zones.local(noon, zone) == datetime(2026, 7, 1, hour)  # noqa: DTZ001 - local
