from __future__ import annotations

import pytest

from aggregator.extract import enclosures

IMAGE = '<figure><img src="https://a.example/{}" alt=""></figure>'


def media(url: str, **stated: str) -> dict[str, str]:
    return {"url": f"https://a.example/{url}", **stated}


def enclosed(url: str, **stated: str) -> dict[str, str]:
    return {"href": f"https://a.example/{url}", "rel": "enclosure", **stated}


@pytest.mark.parametrize(
    ("entry", "picture"),
    [
        ({"media_content": [media("1", medium="image"), media("2")]}, "1"),
        ({"media_content": [media("1", type="video/mp4")]}, None),
        ({"media_thumbnail": [media("1")]}, "1"),
        ({"media_thumbnail": [{"width": "1"}]}, None),
        ({"links": [enclosed("1", type="image/png")]}, "1"),
        ({"links": [enclosed("1")]}, None),
        ({"links": [enclosed("1", type="image/png", rel="alternate")]}, None),
        ({}, None),
    ],
)
def test_an_item_shows_its_picture(entry: dict[str, object], picture: str) -> None:
    shown = IMAGE.format(picture) if picture else ""
    assert enclosures.with_picture("<p>Words", entry) == "<p>Words" + shown


def test_a_body_that_shows_a_picture_gets_no_other() -> None:
    entry = {"media_thumbnail": [media("1")]}
    assert enclosures.with_picture("<IMG src=x>", entry) == "<IMG src=x>"


def test_an_address_cannot_leave_its_attribute() -> None:
    entry = {"media_thumbnail": [{"url": '"><script>'}]}
    assert "<script>" not in enclosures.with_picture("", entry)


def test_what_is_enclosed_is_found() -> None:
    entry = {"links": [{"rel": "enclosure"}, enclosed("1.mp3")]}
    assert enclosures.recording(entry) == "https://a.example/1.mp3"
    assert enclosures.recording({}) is None
