from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.extract import page as pages
from aggregator.extract import payload
from aggregator.extract.drafts import Draft
from aggregator.extract.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
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


ONE = {
    "id": "4f1",
    "type": "liveblog-update",
    "title": "Polls close",
    "date": "2026-03-01T09:17:42Z",
    "content": "<p>At eight.</p>",
}


def single(document_of: DocumentOf, data: Any) -> list[Draft]:
    page = pages.of_json(document_of(json.dumps(data)), data)
    return payload.drafts(page, Outlet(profile="x"))


def test_an_answer_may_tell_of_one_post(document_of: DocumentOf) -> None:
    found = single(document_of, {"data": {"posts": ONE}})
    assert [(each.id, each.title, each.html) for each in found] == [
        ("4f1", "Polls close", "<p>At eight.</p>")
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        ["text"],
        {"a": ONE, "b": ONE},
        {"data": {**ONE, "type": "post"}},
        {**ONE, "deleted": True},
        {"type": "liveblog-update", "id": "4f1"},
        {"a": {"a": {"a": {"a": {"a": {"a": {"a": ONE}}}}}}},
    ],
)
def test_what_is_no_one_post_of_a_live_blog_is_not_read_so(
    data: Any, document_of: DocumentOf
) -> None:
    assert single(document_of, data) == []


def test_a_page_is_no_answer(page_of: Callable[[str], Page]) -> None:
    markup = f'<script type="application/ld+json">{json.dumps(ONE)}</script>'
    assert payload.drafts(page_of(markup), Outlet(profile="x")) == []


LONG = "<p>Ferries stay in port until the wind has dropped.</p>" * 5


@pytest.mark.parametrize(
    ("document", "markup"),
    [
        ({"html": LONG, "next": 2, "head": "<p>"}, LONG),
        ({"data": {"markup": f" {LONG}", "other": f"<p>{LONG}"}}, f"<p>{LONG}"),
        ({"html": "<p>short"}, None),
        ({"text": "Ferries < 3 > 2 " * 20}, None),
        ([LONG], None),
    ],
)
def test_a_document_may_hold_markup_instead(document: Any, markup: str | None) -> None:
    assert payload.wrapped(document) == markup
