from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from aggregator.extract import deletions
from aggregator.extract import page as pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    PageOf: TypeAlias = Callable[[str], Page]
    DocumentOf: TypeAlias = Callable[..., Document]


def told(document_of: DocumentOf, data: Any) -> list[str]:
    return deletions.deletions(pages.of_json(document_of(json.dumps(data)), data))


@pytest.mark.parametrize(
    "said",
    [
        {"deleted": True},
        {"type": "delete"},
        {"IsDeleted": 1},
        {"isDeleted": "true"},
        {"status": "trash"},
        {"post_status": "Deleted"},
        {"operation": "delete"},
    ],
)
def test_a_post_says_in_many_ways_that_it_is_deleted(
    said: dict[str, Any], document_of: DocumentOf
) -> None:
    posts = [{"id": 7, **said}, {"id": 8, "deleted": False, "type": "new"}]
    assert told(document_of, {"data": {"posts": posts}}) == ["7"]
    assert told(document_of, posts) == ["7"]


def test_each_is_told_once_and_in_the_order_written(document_of: DocumentOf) -> None:
    posts = [{"_id": each, "deleted": True} for each in "bab"]
    assert told(document_of, {"new": [], "posts": posts}) == ["b", "a"]


def test_posts_may_be_wrapped_or_kept_by_their_ids(document_of: DocumentOf) -> None:
    gone = {"id": "u1", "deleted": True}
    assert told(document_of, {"edges": [{"node": gone}]}) == ["u1"]
    assert told(document_of, {"posts": {"u1": gone}}) == ["u1"]


def test_what_is_deleted_within_a_post_is_no_post(document_of: DocumentOf) -> None:
    gone = {"id": 3, "deleted": True}
    post = {"id": 1, "media": [gone], "blocks": [gone]}
    assert told(document_of, {"posts": [post], "users": [gone]}) == []


def test_what_has_no_id_cannot_be_told(document_of: DocumentOf) -> None:
    assert told(document_of, {"posts": [{"deleted": True}]}) == []
    assert told(document_of, "deleted") == []


def test_a_huge_document_is_not_searched_for_ever(document_of: DocumentOf) -> None:
    many: list[Any] = [[] for _ in range(60_000)]
    assert told(document_of, [{"id": 1, "deleted": True}, many]) == ["1"]


def test_pages_tell_of_no_deleted_posts(page_of: PageOf) -> None:
    block = '{"@type": "BlogPosting", "id": "1", "deleted": true}'
    script = f'<script type="application/ld+json">{block}</script>'
    assert deletions.deletions(page_of(script)) == []


@pytest.mark.parametrize(
    ("said", "withheld"),
    [
        ({"IsComment": 1}, True),
        ({"post_status": "comment"}, True),
        ({"post_status": "Draft"}, True),
        ({"post_status": "open", "isComment": False}, False),
        ({"post_status": 3}, False),
        ({}, False),
    ],
)
def test_comments_and_drafts_are_not_for_readers(
    said: dict[str, Any], *, withheld: bool
) -> None:
    assert deletions.is_withheld(said.get) is withheld
