"""Families whose posts are data: JSON-LD, what scripts start from, interfaces."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.generated.pages import body, document, iso, local, speech
from tests.generated.printers import articles, local_time_element, time_element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.generated.blog import Page, Printed

_SHOWN = 4  # posts on a page whose data has all of them
_CUT = 110  # characters, to which data cuts bodies (the Guardian at 1,000)


def jsonld(page: Page) -> str:
    return _beside(page, _blog(page, _updates(page)))


def jsonld_list(page: Page) -> str:
    """Print a list, of which the live blog is one element, as CNN does."""
    other = {"@type": "NewsArticle", "headline": speech(page).title}
    return _beside(page, [other, _blog(page, _updates(page))])


def jsonld_graph(page: Page) -> str:
    other = {"@type": "WebPage", "@id": page.blog.url, "name": speech(page).title}
    graph = [other, _blog(page, _updates(page))]
    return _beside(page, {"@context": "https://schema.org", "@graph": graph})


def jsonld_broken(page: Page) -> str:
    """Print trailing commas and raw newlines, as NDTV and the Telegraph do."""
    data = json.dumps(_blog(page, _updates(page)), ensure_ascii=False)
    broken = data.replace("}]", "},]", 1).replace(". ", ".\n")
    return document(page, _shown(page), _script(broken))


def jsonld_alone(page: Page) -> str:
    """Print data, and a page that its script fills."""
    head = _script(_dumped(_blog(page, _updates(page))))
    return document(page, '<div id="app"></div>', head)


def jsonld_truncated(page: Page) -> str:
    """Print all posts as data, and the first few of them for people, as Reach does."""
    some = articles(_first(page), time_element)
    head = _script(_dumped(_blog(page, _updates(page))))
    return document(page, f"<div>{some}</div>", head)


def jsonld_constant(page: Page) -> str:
    """Print data with the page's time and headline for all, as the Guardian does."""
    updates = _updates(page)
    for each in updates:
        each["headline"] = speech(page).title
        each["datePublished"] = iso(page.newest)
        if len(each["articleBody"]) > _CUT:
            each["articleBody"] = each["articleBody"][:_CUT] + "…"
    return _beside(page, _blog(page, updates))


def jsonld_true_zone(page: Page) -> str:
    """Print right times as data and false ones for people, as la Repubblica does."""
    updates = _updates(page)
    for each in updates:
        each.pop("@id", None)
        each.pop("url", None)
    head = _script(_dumped(_blog(page, updates)))
    return document(page, f"<div>{articles(page, local_time_element)}</div>", head)


def next_data(page: Page) -> str:
    data = {"props": {"pageProps": {"story": {"liveBlogPosts": _objects(page)}}}}
    script = f'<script id="__NEXT_DATA__" type="application/json">{_dumped(data)}'
    return document(page, f'<div id="__next"></div>{script}</script>')


def island(page: Page) -> str:
    """Print a list of posts as Observador does."""
    posts = [
        _without_none(
            {
                "id": each.id,
                "title": each.saying.headline,
                "content": body(each),
                "date": {"datetime": local(each.at, page).isoformat()},
            }
        )
        for each in page.items
    ]
    script = f'<script id="liveblog-data" type="application/json">{_dumped(posts)}'
    return document(page, f"<div></div>{script}</script>")


def state(page: Page) -> str:
    data = {"live": {"page": 1, "stream": _objects(page)}, "user": None}
    script = f"<script>window.__INITIAL_STATE__ = {_dumped(data)};</script>"
    return document(page, f'<div id="root"></div>{script}')


def wordpress(page: Page) -> str:
    """Print the answer of Automattic's live blog to a poll."""
    entries = [
        {
            "id": each.id,
            "type": "new",
            "html": f"<div>{body(each)}</div>",
            "content": body(each),
            "entry_time": int(each.at.timestamp()),
            "timestamp": int(each.at.timestamp()),
        }
        for each in page.items
    ]
    gone = [
        {"id": each.id, "type": "delete", "timestamp": int(page.now.timestamp())}
        for each in page.gone
    ]
    latest = int(page.newest.timestamp())
    return _dumped({"entries": [*entries, *gone], "latest_timestamp": latest})


def sourcefabric(page: Page) -> str:
    """Print the answer of Live Blog's interface."""
    items = [_package(each, deleted=False) for each in page.items]
    gone = [_package(each, deleted=True) for each in page.gone]
    return _dumped({"_items": [*items, *gone], "_meta": {"page": 1}})


def guardian(page: Page) -> str:
    """Print the JSON of a live page of blocks."""
    blocks = [
        _without_none(
            {
                "id": each.id,
                "title": each.saying.headline,
                "blockCreatedOn": int(each.at.timestamp() * 1000),
                "blockFirstPublished": int(each.at.timestamp() * 1000),
                "elements": [
                    {"_type": "TextBlockElement", "html": f"<p>{said}</p>"}
                    for said in each.saying.paragraphs
                ],
            }
        )
        for each in page.items
    ]
    return _dumped({"webTitle": speech(page).title, "blocks": blocks})


def _package(item: Printed, *, deleted: bool) -> dict[str, Any]:
    return _without_none(
        {
            "_id": item.id and f"urn:newsml:{item.id}",
            "headline": item.saying.headline,
            "published_date": local_free(item),
            "post_status": "open",
            "deleted": deleted,
            "groups": [
                {"id": "root", "refs": [{"idRef": "main"}]},
                {
                    "id": "main",
                    "refs": [{"item": {"item_type": "text", "text": body(item)}}],
                },
            ],
        }
    )


def local_free(item: Printed) -> str:
    return item.at.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _objects(page: Page) -> list[dict[str, Any]]:
    return [
        _without_none(
            {
                "id": each.id,
                "headline": each.saying.headline,
                "publishedAt": iso(each.at),
                "isKeyEvent": each.is_key,
                "body": [
                    {"type": "paragraph", "text": said}
                    for said in each.saying.paragraphs
                ],
            }
        )
        for each in page.items
    ]


def _updates(page: Page) -> list[dict[str, Any]]:
    return [
        _without_none(
            {
                "@type": "BlogPosting",
                "@id": each.id and f"{page.blog.url}#{each.id}",
                "url": each.id and f"{page.blog.url}#{each.id}",
                "headline": each.saying.headline,
                "datePublished": local(each.at, page).isoformat(),
                "articleBody": "\n\n".join(each.saying.paragraphs),
            }
        )
        for each in page.items
    ]


def _blog(page: Page, updates: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "url": page.blog.url,
        "headline": speech(page).title,
        "dateModified": local(page.newest, page).isoformat(),
        "liveBlogUpdate": updates,
    }


def _beside(page: Page, data: object) -> str:
    """Return data beside the same posts for people."""
    return document(page, _shown(page), _script(_dumped(data)))


def _shown(page: Page) -> str:
    return f"<div>{articles(page, time_element)}</div>"


def _first(page: Page) -> Page:
    return type(page)(
        blog=page.blog, now=page.now, items=page.items[:_SHOWN], pinned=page.pinned
    )


def _script(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def _dumped(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
