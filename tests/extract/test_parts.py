from __future__ import annotations

import pytest

from aggregator.extract import parts

LIVE = "https://gazette.example/live/harbour-storm-today"


@pytest.mark.parametrize(
    ("url", "of", "is_part"),
    [
        (f"{LIVE}?page=2", LIVE, True),
        (f"{LIVE}?page=2", f"{LIVE}?page=1", True),
        (f"{LIVE}?id=5&page=2", f"{LIVE}?id=5", True),
        (f"{LIVE}?page=2", f"{LIVE}?id=5", False),
        (f"{LIVE}?page=2", f"{LIVE}?utm_source=x", True),
        (f"{LIVE}?amp=1", LIVE, False),
        (LIVE, LIVE, False),
        (f"{LIVE}/page/3", f"{LIVE}/page/2", True),
        (f"{LIVE},page-2.html", f"{LIVE}.html", True),
        (f"{LIVE}/3", f"{LIVE}/2", True),
        (f"{LIVE}-2", LIVE, False),
        ("https://gazette.example/live/13", "https://gazette.example/live/12", False),
        ("https://gazette.example/live/a?p=2", LIVE, False),
    ],
)
def test_a_part_differs_in_its_number_only(url: str, of: str, *, is_part: bool) -> None:
    assert parts.is_part(url, of) is is_part


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (LIVE, None),
        (f"{LIVE}?page=7", 7),
        (f"{LIVE}?page=with:block-1", None),
        (f"{LIVE}?page=99999", None),
        (f"{LIVE}?page=²", None),
        (f"{LIVE}/page/4", 4),
        (f"{LIVE}/4", 4),
        ("https://gazette.example/live/12", None),
    ],
)
def test_an_address_names_the_number_of_its_part(url: str, number: int | None) -> None:
    assert parts.number(url) == number


def test_a_part_is_asked_for_by_the_name_in_use() -> None:
    assert parts.numbered(f"{LIVE}?seite=1", 2) == f"{LIVE}?seite=2"
    assert parts.numbered(LIVE, 2) == f"{LIVE}?page=2"
    assert parts.leads_back(f"{LIVE}?before=9", LIVE)
    assert not parts.leads_back(f"{LIVE}?after=9", LIVE)


def test_the_whole_of_a_live_blog_has_no_part() -> None:
    assert parts.whole(f"{LIVE}?id=5&page=with:block-1&amp=1#block-1") == f"{LIVE}?id=5"
