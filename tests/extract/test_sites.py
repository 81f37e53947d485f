from __future__ import annotations

import pytest

from aggregator.extract import sites


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.gazette.example/live", "gazette.example"),
        ("https://news.gazette.co.uk/live", "gazette.co.uk"),
        ("https://gazette.co.uk/live", "gazette.co.uk"),
        ("https://gazette.fr", "gazette.fr"),
        ("https://a.b.gazette.fr", "gazette.fr"),
        ("https://localhost:80/", "localhost"),
        ("", ""),
        ("https://[", ""),
    ],
)
def test_a_site_is_what_is_registered(url: str, site: str) -> None:
    assert sites.site(url) == site


def test_only_addresses_of_one_site_belong_together() -> None:
    own = "https://www.gazette.co.uk/live"
    assert sites.on_site("https://news.gazette.co.uk/", own)
    assert not sites.on_site("https://herald.co.uk/", own)
    assert not sites.on_site(None, own)
    assert not sites.on_site("", "")


def test_a_path_is_without_what_formats_put_to_it() -> None:
    assert sites.path("https://gazette.example/Live/St%C3%B6rm.html?x") == "/live/störm"
    assert sites.same_page("https://a.example/x#1", "https://a.example/x")


def test_parameters_are_put_to_those_there_are() -> None:
    url = "https://gazette.example/x.json?dcr=true&page=1#top"
    assert sites.with_parameters(url, {"page": "with:block-2"}) == (
        "https://gazette.example/x.json?dcr=true&page=with:block-2"
    )


def test_a_subject_is_what_slugs_are_about() -> None:
    assert sites.subject("/live/2026/mar/1/harbour-storm-live-updates") == {
        "harbour",
        "storm",
    }
