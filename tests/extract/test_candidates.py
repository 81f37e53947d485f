from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from aggregator.extract import hydration
from aggregator.extract import page as pages
from tests.extract.harbour import (
    HEADS,
    ISO,
    SECONDS,
    SHOWN,
    WORDS,
    next_data,
    posts,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    PageOf: TypeAlias = Callable[[str], Page]
    DocumentOf: TypeAlias = Callable[..., Document]


def arc(number: int) -> Any:
    return {
        "_id": f"WPO{number}",
        "type": "story",
        "headlines": {"basic": HEADS[number], "web": ""},
        "canonical_url": f"/harbour/2026/03/01/strike-live-updates/#link-{number}",
        "additional_properties": {"first_display_date": ISO[number]},
        "created_date": ISO[3],
        "last_updated_date": ISO[0],
        "credits": {"by": [{"name": "Ann Quay", "type": "author"}]},
        "content_elements": [
            {"type": "image", "caption": "A crane", "created_date": ISO[0]},
            {"type": "text", "content": WORDS[number], "_id": "t"},
        ],
    }


def cnbc(number: int) -> Any:
    return {
        "id": 9000 + number,
        "headline": HEADS[number],
        "datePublished": ISO[number].replace("Z", "+0000"),
        "author": [{"name": "Ann Quay"}, {"name": "Bo Pier"}],
        "body": {
            "content": [
                {"tagName": "p", "children": [WORDS[number][:9], WORDS[number][9:]]},
                {"tagName": "image", "data": {"text": "A crane"}},
            ]
        },
    }


def bbc(number: int) -> Any:
    def tree(kind: str, words: str) -> Any:
        fragment = {"type": "fragment", "model": {"text": words, "attributes": []}}
        model = {"text": words, "blocks": [fragment]}
        return {"model": {"blocks": [{"type": kind, "model": model}]}}

    return {
        "urn": f"asset:{number}",
        "type": "POST",
        "header": tree("headline", HEADS[number]),
        "content": tree("paragraph", WORDS[number]),
        "dates": {
            "firstPublished": ISO[0],
            "lastPublished": ISO[0],
            "curated": ISO[number],
            "time": None,
        },
        "options": {"isBreakingNews": False},
    }


def guardian(number: int) -> Any:
    return {
        "id": f"65{number}",
        "title": HEADS[number],
        "elements": [
            {"_type": "x.TextBlockElement", "html": f"<p>{WORDS[number]}</p>"},
            {"_type": "x.ImageBlockElement", "data": {"caption": "A crane"}},
        ],
        "attributes": {"pinned": False},
        "blockCreatedOn": SECONDS[3] * 1000,
        "blockFirstPublished": SECONDS[number] * 1000,
        "blockFirstPublishedDisplay": "09.17 GMT",
        "blockLastUpdated": SECONDS[0] * 1000,
    }


def wordpress(number: int) -> Any:
    return {
        "id": 40 + number,
        "title": {"rendered": HEADS[number]},
        "content": {"rendered": f"<p>{WORDS[number]}</p>", "protected": False},
        "date": ISO[number][:-1].replace("T0", "T1"),
        "date_gmt": ISO[number][:-1],
        "link": f"https://gazette.example/live?update={number}",
    }


def sourcefabric(number: int) -> Any:
    item = {"item_type": "text", "text": f"<p>{WORDS[number]}</p>"}
    refs = [{"residRef": "r", "item": item}]
    return {
        "_id": f"urn:{number}",
        "_updated": ISO[0],
        "published_date": ISO[number].replace("Z", "+00:00"),
        "headline": HEADS[number],
        "groups": [
            {"id": "root", "refs": [{"idRef": "main"}]},
            {"id": "main", "refs": refs},
        ],
        "original_creator": {"display_name": "Ann Quay"},
        "deleted": False,
    }


def apollo(number: int) -> Any:
    return {
        "__typename": "LiveBlogItem",
        "itemId": f"i{number}",
        "itemUrl": f"/harbour/ty-article-live/strike/0{number}",
        "title": HEADS[number],
        "publishDate": SECONDS[number] * 1000,
        "updateDate": SECONDS[0] * 1000,
        "content": [{"__ref": f"Text:{number}"}],
        "authors": [{"__ref": "Author:1"}, {"__ref": "Author:1"}],
    }


STORE = {
    "ROOT_QUERY": {"liveBlog": {"__ref": "LiveBlog:1"}},
    "LiveBlog:1": {"items": [{"__ref": f"Item:{number}"} for number in range(4)]},
    "Author:1": {"name": "Ann Quay"},
    **{f"Item:{number}": apollo(number) for number in range(4)},
    **{
        f"Text:{number}": {"type": "paragraph", "text": WORDS[number]}
        for number in range(4)
    },
}


def observador(number: int) -> Any:
    return {
        "id": number + 70,
        "title": HEADS[number],
        "content": WORDS[number],
        "date": {"datetime": ISO[number], "human": "09h17"},
    }


def mint(number: int) -> Any:
    return {
        "type": "liveblog",
        "title": HEADS[number],
        "firstPublishedDate": ISO[number],
        "createdBy": "Ann Quay",
        "liveBlog": {"body": f"<p>{WORDS[number]}</p>"},
    }


def athletic(number: int) -> Any:
    return {
        "id": f"p{number}",
        "type": "liveBlogPost",
        "title": HEADS[number],
        "body": WORDS[number],
        "updatedAt": SECONDS[number] * 1000,
    }


def aljazeera(number: int) -> Any:
    return {
        "id": number + 5,
        "title": HEADS[number],
        "content": f"<p>{WORDS[number]}</p>",
        "modified_gmt": ISO[number][:-1],
    }


def publico(number: int) -> Any:
    return {
        "id": number + 5,
        "titulo": HEADS[number],
        "texto": f"<p>{WORDS[number]}</p>",
        "data": ISO[number],
        "isDestaque": False,
    }


def zdf(number: int) -> Any:
    return {
        "guid": f"g{number}",
        "title": HEADS[number],
        "start": ISO[number],
        "text": f"<p>{WORDS[number]}</p>",
        "sharing_url": f"https://live.example/s/{number}/harbour",
    }


def automattic(number: int) -> Any:
    return {
        "id": number + 5,
        "type": "new",
        "title": HEADS[number],
        "entry_time": SECONDS[number],
        "timestamp": SECONDS[0] + number,
        "content": f"<p>{WORDS[number]}</p>",
        "authors": [{"name": "Ann Quay"}],
    }


def norkon(number: int) -> Any:
    embed = "<ncpost-content data-type='x'></ncpost-content>"
    return {
        "id": number,
        "title": HEADS[number],
        "created": ISO[number],
        "content": f"<p>{WORDS[number]}</p>{embed}",
    }


def assigned(name: str, data: Any) -> str:
    return f"<script>{name} = {json.dumps(data)}; window.x=[1]</script>"


CUT = [{"type": "text", "content": "What we know so far about it."}] * 9
CONTENT = {"page": {"liveBlogBody": {"body": {"content": posts(cnbc)}}}}

PAGES = {
    "Washington Post": next_data({"props": {"content_elements": CUT + posts(arc)}}),
    "CNBC": assigned("window.__s_data", CONTENT),
    "Haaretz": assigned("window.__APOLLO_STATE__", STORE),
    "Observador": next_data(posts(observador)),
    "Hindustan Times": next_data({"elements": posts(mint)}),
    "The Athletic": next_data({"liveBlog": {"posts": {"items": posts(athletic)}}}),
    "DR": next_data({"props": {"posts": posts(norkon)}}),
}
DOCUMENTS: dict[str, Any] = {
    "Al Jazeera": {"data": {"updates": posts(aljazeera)}},
    "Público": posts(publico),
    "ZDFheute": {"blogitems": posts(zdf)},
    "Automattic": {"entries": posts(automattic)},
    "Sourcefabric": {"_items": posts(sourcefabric)},
    "BBC": {"data": {"results": posts(bbc), "page": {"index": 1, "total": 2}}},
    "Guardian": {"blocks": posts(guardian), "keyEvents": posts(guardian) * 2},
    "WordPress": posts(wordpress),
}


@pytest.mark.parametrize("maker", PAGES)
def test_posts_are_found_in_the_json_of_a_page(maker: str, page_of: PageOf) -> None:
    assert shown(page_of(f"<body><p>Harbour</p>{PAGES[maker]}")) == SHOWN


def of_json(document_of: DocumentOf, data: Any) -> Page:
    return pages.of_json(document_of(json.dumps(data)), data)


@pytest.mark.parametrize("maker", DOCUMENTS)
def test_posts_are_found_in_a_document_of_json(
    maker: str, document_of: DocumentOf
) -> None:
    assert shown(of_json(document_of, DOCUMENTS[maker])) == SHOWN


def test_every_field_of_a_post_is_read(page_of: PageOf) -> None:
    draft = hydration.drafts(page_of(PAGES["Washington Post"]))[1]
    assert (draft.id, draft.url, draft.author) == (
        "WPO1",
        "/harbour/2026/03/01/strike-live-updates/#link-1",
        "Ann Quay",
    )
    assert draft.updated == ISO[0]
    assert draft.html == f"<p>{WORDS[1]}</p>"


def test_authors_are_followed_to_their_names_and_told_once(page_of: PageOf) -> None:
    assert hydration.drafts(page_of(PAGES["Haaretz"]))[0].author == "Ann Quay"
    assert hydration.drafts(page_of(PAGES["CNBC"]))[0].author == "Ann Quay, Bo Pier"
