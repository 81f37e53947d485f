from __future__ import annotations

import pytest

from aggregator.extract.pseudowords import pseudo
from aggregator.extract.wordless import Names, text


@pytest.mark.parametrize(
    "said",
    [
        "11.04 Uhr",
        "2 November 2023 21:06 (IST)",
        "4m ago",
        "vor 5 Minuten",
        "2026-03-01T11:48:00+01:00",
        "3/9/2026",
        "Live",
        "&nbsp;&amp;quot;",
        "45+2'",
        "18. Juli",
        "November 2, 2023 3:12 p.m. ET",
        "as it happened",
        "13時31分",
    ],
)
def test_times_and_what_says_live_stay(said: str) -> None:
    assert text(said) == said


@pytest.mark.parametrize(
    ("said", "shape"),
    [
        ("11.04 Uhr: Ferries stay in port", "11.04 Uhr: {} {} {} {}"),
        ("+++ 14:05 Schools to close +++", "+++ 14:05 {} {} {} +++"),
        ("Changed at 2:05 pm by Ann", "{} {} 2:05 pm {} {}"),
    ],
)
def test_words_beside_times_go(said: str, shape: str) -> None:
    words = [
        each.strip(":+")
        for each in said.split()
        if each.strip(":+").isalpha() and each.strip(":") not in {"Uhr", "pm"}
    ]
    assert text(said) == shape.format(*map(pseudo, words))


def test_long_numbers_go() -> None:
    assert "20 " in text("The 20 people on board")
    assert "0123" not in text("Call 555 0123")


def test_letters_written_as_entities_are_letters() -> None:
    assert text("Pi&ugrave;") == text("Più")


def test_names_stay_unless_they_are_made_of_a_headline() -> None:
    names = Names(frozenset({"ferries"}))
    for name in ("block-64621ab3", "live-blog-body", "ferries-in-port", "section.main"):
        assert names.name(name) == name
    changed = names.name("ferries-stay-in-port-tonight-7")
    assert (
        changed
        == f"ferries-{'-'.join(map(pseudo, ['stay', 'in', 'port', 'tonight']))}-7"
    )


def test_what_is_too_long_for_an_id_is_a_token() -> None:
    assert Names().name("a1" * 30) == ""


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (
            "https://u:p@gazette.example/live/2026/03/01",
            "https://gazette.example/live/2026/03/01",
        ),
        ("/live?page=2#block-12ab", "/live?page=2#block-12ab"),
        ("mailto:ann@gazette.example", ""),
        ("javascript:void(0)", ""),
        ("http://[broken", ""),
    ],
)
def test_addresses_keep_their_shape_and_lead_to_nobody(url: str, kept: str) -> None:
    assert Names().address(url) == kept


def test_words_of_addresses_go_be_they_encoded_or_not() -> None:
    address = Names().address("https://gazette.example/ferry-in-port/f%C3%A4hre")
    assert address.startswith(f"https://gazette.example/{pseudo('ferry')}-")
    assert address.endswith(f"/{pseudo('fähre')}")
