from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aggregator.extract import page as pages
from aggregator.extract import payload
from aggregator.extract.drafts import Draft
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document

    DocumentOf = Callable[..., Document]

PATHS = {
    "each": "page.posts",
    "id": "urn",
    "time": "dates.shown",
    "title": "head.blocks",
    "body": "parts",
    "author": "by.name",
}


def read(document_of: DocumentOf, data: Any, paths: dict[str, str]) -> list[Draft]:
    page = pages.of_json(document_of(json.dumps(data)), data)
    return payload.drafts(page, Outlet(profile="x", json=paths, zone="Europe/Rome"))


def test_fields_are_found_by_their_paths(document_of: DocumentOf) -> None:
    post = {
        "urn": 7,
        "dates": {"shown": 1772362800000},
        "head": {
            "blocks": [{"model": {"text": "Polls close", "blocks": [{"text": 1}]}}]
        },
        "parts": [{"text": "One"}, {"html": None, "children": ["Two"]}, True, None],
        "by": [{"name": "Ann"}, {"name": "Bob"}],
    }
    assert read(document_of, {"page": {"posts": [post, "no post"]}}, PATHS) == [
        Draft(
            id="7",
            title="Polls close",
            text="One\nTwo",
            published="1772362800000",
            author="Ann, Bob",
            zone="Europe/Rome",
        )
    ]


def test_a_body_may_be_markup(document_of: DocumentOf) -> None:
    paths = {"each": "posts", "body": "html"}
    found = read(document_of, {"posts": [{"html": "<p>One</p>"}, {}]}, paths)
    assert found == [
        Draft(html="<p>One</p>", zone="Europe/Rome"),
        Draft(text="", zone="Europe/Rome"),
    ]


def test_paths_that_lead_nowhere_find_nothing(document_of: DocumentOf) -> None:
    assert read(document_of, {"page": [{"other": 1}]}, PATHS) == []


def test_an_outlet_without_paths_is_not_read_so(document_of: DocumentOf) -> None:
    page = pages.of_json(document_of("{}"), {})
    assert payload.drafts(page, Outlet(profile="x")) == []
