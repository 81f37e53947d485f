"""The public forms of payloads: of each, all posts, and nothing else."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from aggregator.extract.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document, Extraction, Source

    DocumentOf: TypeAlias = Callable[..., Document]

WORDS = (
    "Lorries are queueing at the northern gate of the harbour.",
    "The ferry company says that its evening crossing is cancelled.",
    "A crane driver tells us that nobody was hurt on the quay.",
    "The mayor is on her way and will speak to the crews.",
)
HEADS = ("Queue at the gate", "No evening ferry", "Nobody hurt", "Mayor on her way")
ISO = tuple(f"2026-03-01T0{hour}:17:42" for hour in (9, 8, 7, 6))
SECONDS = tuple(
    int(datetime.fromisoformat(f"{each}+00:00").timestamp()) for each in ISO
)
IDS = ("c0ffee51", "b1ab0d23", "a77e5c19", "90de42f7")
AUTHOR = "Ann Quay"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A payload of four posts; what differs from the usual is told."""

    payload: Any
    titles: tuple[str | None, ...] = HEADS
    ids: tuple[str, ...] | None = IDS  # None: it gives none
    author: str | None = AUTHOR
    deleted: tuple[str, ...] = ()


def posts(build: Callable[[int], Any]) -> list[Any]:
    return [build(number) for number in range(len(WORDS))]


def markup(number: int) -> str:
    return f"<p>{WORDS[number]}</p>"


def automattic(number: int) -> dict[str, Any]:
    return {
        "id": 4711 + number,
        "type": "new",
        "render": markup(number),
        "headline": HEADS[number],
        "content": markup(number),
        "css_classes": "liveblog",
        "timestamp": SECONDS[number] + 60,
        "authors": [{"id": 3, "key": "ann", "name": AUTHOR, "avatar": "<img>"}],
        "entry_time": SECONDS[number],
        "share_link": f"https://gazette.example/live/?lbup={4711 + number}",
        "status": "publish",
    }


GONE = {**automattic(3), "id": 4600, "type": "delete", "content": "", "render": ""}


def person() -> dict[str, Any]:
    return {"_id": "5c0", "display_name": AUTHOR, "_created": f"{ISO[3]}+00:00"}


def sourcefabric(number: int, **more: Any) -> dict[str, Any]:
    stamped = {"_created": f"{ISO[number]}+00:00", "_updated": f"{ISO[number]}+00:00"}
    said = {"item_type": "text", "text": markup(number), **stamped}
    shown = {
        "item_type": "image",
        "text": "<figure><img src=a.jpg><figcaption></figcaption></figure>",
        "meta": {"caption": "", "media": {"_id": "m1", "deleted": True}},
        **stamped,
    }
    items = [{"item": each, "type": "text"} for each in (said, shown)]
    return {
        "_id": IDS[number],
        "guid": IDS[number],
        "blog": "b1",
        "deleted": False,
        "groups": [
            {"id": "root", "refs": [{"idRef": "main"}]},
            {"id": "main", "refs": items},
        ],
        "headline": "",
        "lb_highlight": False,
        "original_creator": person(),
        "publisher": person(),
        "post_status": "open",
        "published_date": f"{ISO[number]}+00:00",
        "sticky": number == 2,
        "type": "composite",
        **stamped,
        **more,
    }


def norkon(number: int) -> dict[str, Any]:
    return {
        "id": 990 - 7 * number,
        "authorName": AUTHOR,
        "created": SECONDS[number],
        "updated": SECONDS[number],
        "title": HEADS[number],
        "content": {"html": markup(number)},
    }


NORKON_IDS = ("990", "983", "976", "969")


def arena(number: int) -> dict[str, Any]:
    return {
        "_id": IDS[number],
        "createdAt": SECONDS[number] * 1000,
        "message": {"title": HEADS[number], "text": markup(number), "media": None},
        "sender": {"_id": "u1", "displayName": AUTHOR, "photoURL": "/a.jpg"},
    }


def live_24(number: int) -> dict[str, Any]:
    return {
        "nid": str(2916401707872447131 - 977 * number),
        "contents": markup(number),
        "newstitle": HEADS[number],
        "created": SECONDS[number],
        "creator": AUTHOR,
    }


def scribble(number: int, **more: Any) -> dict[str, Any]:
    stamp = f"/Date({SECONDS[number]}000+0000)/"
    return {
        "Id": 880 - 7 * number,
        "Content": markup(number),
        "Type": "TEXT",
        "CreationDate": stamp,
        "LastModifiedDate": stamp,
        "Creator": {"Id": 3, "Name": AUTHOR, "Avatar": ""},
        "IsDeleted": 0,
        "IsComment": 0,
        **more,
    }


SCHEMA = {
    "@context": "https://schema.org",
    "@type": "LiveBlogPosting",
    "liveBlogUpdate": posts(
        lambda number: {
            "@type": "BlogPosting",
            "headline": HEADS[number],
            "articleBody": WORDS[number],
            "datePublished": f"{ISO[number]}+00:00",
            "author": [{"@type": "Person", "name": AUTHOR}],
        }
    ),
}
TICKAROO = html.escape(json.dumps({"schemaOrg": json.dumps(SCHEMA)}))


def zdf(number: int) -> dict[str, Any]:
    return {
        "guid": IDS[number],
        "title": HEADS[number],
        "start": f"{ISO[number]}Z",
        "sharing_url": f"/politik/live.html?item={IDS[number]}",
        "text": markup(number),
        "image": {"url": "/m/a.jpg"},
        "image_description": "A quay at night, with lamps and with a moon",
    }


def publico(number: int) -> dict[str, Any]:
    return {
        "id": 500 - 7 * number,
        "titulo": HEADS[number],
        "texto": markup(number),
        "data": f"{ISO[number]}Z",
        "autores": [{"nome": AUTHOR}],
    }


def al_jazeera(number: int) -> dict[str, Any]:
    post = {
        "id": IDS[number],
        "link": f"/news/liveblog/2026/3/1/harbour?update={IDS[number]}",
        "postType": "liveblog-update",
        "title": HEADS[number],
        "date": f"{ISO[number]}Z",
        "modified_gmt": ISO[number],
        "content": markup(number),
        "author": [{"id": "1", "name": AUTHOR}],
    }
    return {"data": {"posts": post}}


def athletic(number: int) -> dict[str, Any]:
    return {
        "type": "liveBlogPost",
        "id": IDS[number],
        "title": HEADS[number],
        "body": markup(number),
        "publishedAt": SECONDS[number] * 1000,
        "user": {"id": "3", "name": AUTHOR},
    }


def nytimes(number: int) -> dict[str, Any]:
    said = {"__typename": "TextInline", "text": WORDS[number]}
    node = {
        "__typename": "Article",
        "id": IDS[number],
        "url": f"https://gazette.example/live/2026/03/01/harbour/{IDS[number]}",
        "firstPublished": f"{ISO[number]}.000Z",
        "headline": {"default": HEADS[number]},
        "body": {"content": [{"__typename": "ParagraphBlock", "content": [said]}]},
        "bylines": [{"creators": [{"displayName": AUTHOR}]}],
    }
    return {"cursor": str(number), "node": node}


def haaretz() -> str:
    items = {
        f"LiveBlogItem:{number}": {
            "__typename": "LiveBlogItem",
            "itemId": IDS[number],
            "itemUrl": f"/live#{IDS[number]}",
            "title": HEADS[number],
            "publishDate": SECONDS[number] * 1000,
            "body": [{"__typename": "Paragraph", "text": WORDS[number]}],
            "authors": [{"__typename": "Author", "name": AUTHOR}],
        }
        for number in range(4)
    }
    blog = {"liveBlogItems": [{"__ref": name} for name in items]}
    store = {"ROOT_QUERY": {"blog": {"__ref": "Blog:1"}}, "Blog:1": blog, **items}
    return f"<p>Harbour<script>window.__APOLLO_STATE__={json.dumps(store)}</script>"


def flattened(root: Any) -> list[Any]:
    """Write a value as devalue does: all values in one list, by their places."""
    values: list[Any] = []

    def put(value: Any) -> int:
        place = len(values)
        values.append(value)
        if isinstance(value, dict):
            values[place] = {name: put(each) for name, each in value.items()}
        elif isinstance(value, list):
            values[place] = [put(each) for each in value]
        return place

    put(root)
    return values


def nuxt(number: int) -> dict[str, Any]:
    return {
        "id": IDS[number],
        "title": HEADS[number],
        "publishedAt": f"{ISO[number]}Z",
        "body": markup(number),
        "author": {"name": AUTHOR},
    }


NUXT = json.dumps(flattened({"data": {"blog": {"posts": posts(nuxt)}}, "state": {}}))

FORMS = {
    "WordPress, Automattic/liveblog": Form(
        payload={"entries": [*posts(automattic), GONE], "refresh_interval": 10},
        ids=("4711", "4712", "4713", "4714"),
        deleted=("4600",),
    ),
    "Live Blog, Sourcefabric": Form(
        payload={
            "_items": [
                *posts(sourcefabric),
                sourcefabric(0, _id="urn:9", deleted=True),
            ],
            "_meta": {"max_results": 25, "page": 1, "total": 5},
        },
        titles=(None,) * 4,
        deleted=("urn:9",),
    ),
    "Norkon, first look": Form(
        payload="\ufeff" + json.dumps({"result": {"addedOrChanged": posts(norkon)}}),
        ids=NORKON_IDS,
    ),
    "Norkon, earlier ones": Form(
        payload={"result": {"bulletins": posts(norkon), "hasMore": True}},
        ids=NORKON_IDS,
    ),
    "Arena": Form(
        payload={
            "eventInfo": {"name": "Harbour", "createdAt": SECONDS[3] * 1000},
            "posts": posts(arena),
        },
    ),
    "24liveblog": Form(
        payload={"err_code": 100, "data": {"count": 4, "news": posts(live_24)}},
        ids=tuple(live_24(number)["nid"] for number in range(4)),
    ),
    "ScribbleLive": Form(
        payload={
            "pagination": {"TotalPages": 2},
            "posts": [
                *posts(scribble),
                scribble(0, Id=700, IsDeleted=1),
                scribble(0, Id=701, IsComment=1, Content="<p>Greetings from Ulm!"),
            ],
        },
        titles=(None,) * 4,
        ids=("880", "873", "866", "859"),
        deleted=("700",),
    ),
    "Tickaroo, prefetched markup": Form(
        payload={"html": f'<tickaroo-liveblog initialData="{TICKAROO}">'},
        ids=None,
    ),
    "Tickaroo, prefetched schema": Form(
        payload={"html": "<tickaroo-liveblog>", "schema": json.dumps(SCHEMA)},
        ids=None,
    ),
    "ZDF": Form(payload={"count": 93, "results": posts(zdf)}, author=None),
    "Público": Form(
        payload={"id": 88, "titulo": "Porto", "mensagens": posts(publico)},
        ids=("500", "493", "486", "479"),
    ),
    "Al Jazeera, batched": Form(payload=posts(al_jazeera)),
    "The Athletic": Form(
        payload={
            "data": {"liveBlog": {"id": "l", "posts": {"items": posts(athletic)}}}
        },
    ),
    "The New York Times": Form(
        payload={"data": {"page": {"stream": {"edges": posts(nytimes)}}}},
    ),
    "Haaretz": Form(payload=haaretz()),
    "Nuxt 3": Form(
        payload=f'<p>Harbour<script id="__NUXT_DATA__" type="application/json">{NUXT}'
        "</script>",
    ),
    "SvelteKit": Form(
        payload={
            "type": "data",
            "nodes": [None, {"data": flattened({"posts": posts(nuxt)}), "uses": {}}],
        }
    ),
    "markup in JSON": Form(
        payload={
            "html": "".join(
                f'<article id="{IDS[number]}"><time datetime="{ISO[number]}Z"></time>'
                f"<h3>{HEADS[number]}</h3>{markup(number)}</article>"
                for number in range(4)
            ),
            "next": 2,
        },
        author=None,
    ),
}


@pytest.fixture
def read(
    document_of: DocumentOf, make_source: Callable[..., Source]
) -> Callable[[Any], Extraction]:
    def build(payload: Any) -> Extraction:
        body = payload if isinstance(payload, str) else json.dumps(payload)
        return Registry({}).examine(document_of(body), make_source())

    return build


@pytest.mark.parametrize("name", FORMS)
def test_a_public_form_gives_all_its_posts(
    name: str, read: Callable[[Any], Extraction]
) -> None:
    form, found = FORMS[name], read(FORMS[name].payload)
    assert (found.kind, found.warnings, found.unreadable) == ("live", (), 0)
    assert [post.text for post in found.posts] == list(WORDS)
    assert tuple(post.title for post in found.posts) == form.titles
    times = [post.published.isoformat()[:19] for post in found.posts if post.published]
    assert times == list(ISO)
    assert form.ids in (None, tuple(post.key for post in found.posts))
    assert {post.author for post in found.posts} == {form.author}
    assert found.deleted == form.deleted


def test_an_answer_may_tell_of_one_post(read: Callable[[Any], Extraction]) -> None:
    found = read(al_jazeera(0))
    assert [(post.key, post.title, post.text) for post in found.posts] == [
        (IDS[0], HEADS[0], WORDS[0])
    ]


QUIET = {
    "a poll without news": {"numNewBlocks": 0, "mostRecentBlockId": "b", "html": ""},
    "ids only": {"data": {"article": {"id": "1", "children": [4, 3, 2]}}},
    "an article": {
        "data": {"article": al_jazeera(0)["data"]["posts"] | {"postType": "post"}}
    },
    "users": {"users": posts(lambda number: {**person(), "bio": WORDS[number]})},
}


@pytest.mark.parametrize("name", QUIET)
def test_an_answer_without_posts_says_so(
    name: str, read: Callable[[Any], Extraction]
) -> None:
    found = read(QUIET[name])
    assert (found.kind, found.posts) == ("none", ())
    assert found.warnings[0].startswith("JSON in which there are no posts")
