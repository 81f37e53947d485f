from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import deletions, hydration, lenient
from aggregator.extract import page as pages
from aggregator.model import Document
from tests.extract.harbour import (
    HEADS,
    ISO,
    SECONDS,
    SHOWN,
    WORDS,
    next_data,
    post,
    posts,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aggregator.extract.page import Page

    Captured: TypeAlias = Callable[[str], list[Path]]
    PageOf: TypeAlias = Callable[[str], Page]
    DocumentOf: TypeAlias = Callable[..., Document]


STORE = {
    "ROOT_QUERY": {"liveBlog": {"__ref": "LiveBlog:1"}},
    "LiveBlog:1": {"items": [{"__ref": f"Item:{number}"} for number in range(4)]},
    "Author:1": {"name": "Ann Quay"},
    **{
        f"Item:{number}": post(number, body={"__ref": f"Text:{number}"})
        for number in range(4)
    },
    **{
        f"Text:{number}": {"type": "paragraph", "text": WORDS[number]}
        for number in range(4)
    },
}
LISTED = {"page": {"stream": posts(post)}}
ESCAPED = json.dumps(json.dumps(LISTED))


def stream(*rows: str) -> str:
    """Write rows as Next.js does: cut anywhere, each piece in a script of its own."""
    whole = "".join(rows)
    pieces = (whole[:150], whole[150:])
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
        for piece in pieces
    )


def react(number: int) -> str:
    text = f"<p>{WORDS[number]}</p>"
    told = json.dumps(["$", "$L7", None, {"post": post(number, body=f"$b{number}")}])
    return f"b{number}:T{len(text.encode()):x},{text}a{number}:{told}\n"


FLIGHT = stream(
    '1:HL["/x.css"]\n', '2:I[1,[],""]\n',
    *(react(number) for number in range(4)),
    "c:" + json.dumps({"posts": posts(lambda n: post(n, body=f"$b{n}"))}),
)  # fmt: skip


def assigned(name: str, data: Any) -> str:
    return f"<script>{name} = {json.dumps(data)}; window.x=[1]</script>"


BASE64 = base64.b64encode(json.dumps(LISTED).encode()).decode()
UNDEFINED = json.dumps({"a": 0, **LISTED}).replace("0", "undefined", 1)
DAYS = [{"day": 1, "list": posts(post)[:2]}, {"day": 2, "list": posts(post)[2:]}]

PAGES = {
    "escaped string": f"<script>window.__INITIAL_DATA__={ESCAPED};</script>",
    "parsed string": f"<script>s = JSON.parse('{json.dumps(LISTED)}')</script>",
    "string in JSON": f'<script type="application/json">{ESCAPED}</script>',
    "JSON in JSON": next_data({"state": json.dumps(LISTED)}),
    "base64": f'<script>var S="{BASE64}"</script>',
    "undefined": f"<script>window.__STATE__={UNDEFINED}</script>",
    "React's stream": FLIGHT,
    "island of properties": f"<gu-island props='{json.dumps(LISTED)}'></gu-island>",
    "data attribute": f"<div data-props='{json.dumps(LISTED)}'></div>",
    "by id": next_data({"news": {f"u{n}": post(n) for n in range(4)}}),
    "by day": next_data({"days": DAYS}),
}


@pytest.mark.parametrize("maker", PAGES)
def test_posts_are_found_in_the_json_of_a_page(maker: str, page_of: PageOf) -> None:
    assert shown(page_of(f"<body><p>Harbour</p>{PAGES[maker]}")) == SHOWN


def of_json(document_of: DocumentOf, data: Any) -> Page:
    return pages.of_json(document_of(json.dumps(data)), data)


def test_advertisements_between_posts_are_none(page_of: PageOf) -> None:
    slot = {"id": "ad", "type": "advert", "size": "big"}
    data = [slot, *posts(lambda n: post(n, type="post")), slot]
    assert shown(page_of(next_data({"stream": data}))) == SHOWN


def test_a_post_without_a_time_is_not_lost(page_of: PageOf) -> None:
    data = [*posts(post), {"id": "u9", "body": "Read this before all the rest."}]
    assert shown(page_of(next_data(data)))[-1] == (
        "",
        "",
        "Read this before all the rest.",
    )


def test_the_fullest_list_is_the_posts(page_of: PageOf) -> None:
    short = posts(lambda n: {"when": ISO[n], "text": "They have just scored again"})
    assert shown(page_of(next_data({"a": short, "b": posts(post)}))) == SHOWN


def test_what_stands_within_posts_is_no_post(page_of: PageOf) -> None:
    data = posts(lambda n: post(n, sources=posts(post)[: n + 1]))
    assert shown(page_of(next_data(data))) == SHOWN


def test_an_interface_may_tell_of_one_post(document_of: DocumentOf) -> None:
    for data in ({"entries": [post(0)]}, [post(0)]):
        assert shown(of_json(document_of, data)) == SHOWN[:1]
    assert shown(of_json(document_of, {"stories": [post(0)]})) == []


def test_deleted_posts_and_earlier_states_are_left_out(document_of: DocumentOf) -> None:
    def entry(number: int, kind: str, stamp: int) -> dict[str, Any]:
        more = {"type": kind, "timestamp": SECONDS[number] + stamp}
        return post(number, **more, publishedAt=SECONDS[number])

    entries = [
        entry(0, "new", 0),
        {**entry(0, "update", 9), "body": "Lorries have left the northern gate."},
        entry(1, "new", 0),
        entry(1, "delete", 9),
        entry(2, "new", 0),
        {**post(3), "deleted": True},
    ]
    page = of_json(document_of, {"entries": entries})
    told = [draft.text or draft.html for draft in hydration.drafts(page)]
    assert told == ["Lorries have left the northern gate.", f"<p>{WORDS[2]}</p>"]
    assert deletions.deletions(page) == ["u1", "u3"]


def test_the_answer_to_a_poll_holds_markup(document_of: DocumentOf) -> None:
    markup = (
        f'<article id="block-65a"><time datetime="{ISO[0]}">9.17</time>'
        f"<h2>{HEADS[0]}</h2><p>{WORDS[0]}</p></article>"
    )
    poll = {"numNewBlocks": 1, "mostRecentBlockId": "block-65a", "html": markup}
    assert shown(of_json(document_of, poll)) == SHOWN[:1]
    assert hydration.drafts(of_json(document_of, {"html": markup})) == []
    assert hydration.drafts(of_json(document_of, ["html", 1])) == []


def test_references_may_run_in_circles(page_of: PageOf) -> None:
    store = {
        **STORE,
        "Text:1": {"__ref": "Text:2"},
        "Text:2": {"__ref": "Text:1"},
        "Text:3": {"children": [{"text": WORDS[3]}, {"__ref": "Text:3"}]},
    }
    script = f"<script>window.__APOLLO_STATE__ = {json.dumps(store)};</script>"
    bodies = [words for _, _, words in shown(page_of(script))]
    assert bodies == [WORDS[0], "", "", WORDS[3]]


def test_a_page_cannot_make_more_work_than_there_is(page_of: PageOf) -> None:
    store = {
        "ROOT_QUERY": {},
        "Wide": {f"at{number}": ISO[0] for number in range(200)},
        **{f"l{number}": [{"__ref": "Wide"}] * 2_000 for number in range(4)},
        "posts": posts(post),
    }
    assert hydration.drafts(page_of(assigned("state", store))) == []


def test_a_huge_list_is_cut(page_of: PageOf) -> None:
    many = [
        post(number % 4, title=f"Ship {number}", publishedAt=SECONDS[3] + number)
        for number in range(4_000)
    ]
    assert len(hydration.drafts(page_of(next_data(many)))) == 3_000


@pytest.mark.parametrize("value", [None, True, 1.5e300, -1, "", [], {}, [[]], {"a": 1}])
def test_values_of_any_type_crash_nothing(value: Any, page_of: PageOf) -> None:
    data = [dict.fromkeys(post(0), value), *posts(post)]
    assert shown(page_of(next_data({"posts": data})))[-4:] == SHOWN


WORD = st.sampled_from([*post(0), "type", "deleted", "children", "__ref", ISO[0], "x"])
VALUE = st.recursive(
    WORD | st.none() | st.booleans() | st.floats() | st.integers(0, 2**42),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORD, inner, max_size=4)
    ),
    max_leaves=30,
)


@given(st.lists(VALUE, min_size=3))
def test_whatever_json_says_it_is_read_without_a_crash(data: list[object]) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    document = Document(source="x", url="https://x.example/", body=b"", fetched=now)
    page = pages.of_json(document, {"posts": [*data, *posts(post)]})
    hydration.drafts(page)
    deletions.deletions(page)


def test_no_captured_article_has_posts(captured: Captured) -> None:
    for path in captured("articles"):
        facts = json.loads(path.with_suffix(".meta.json").read_text())
        page = pages.parse(document(path, facts["url"]))
        assert hydration.drafts(page) == [], path.name


def test_captured_payloads_give_their_posts(captured: Captured) -> None:
    payloads = [each for each in captured("live") if each.suffix == ".json"]
    assert payloads
    for path in payloads:
        told = path.with_suffix(".posts.jsonl").read_text()
        truth = [json.loads(line) for line in told.splitlines()]
        came = document(path, "https://gazette.example/live")
        found = shown(pages.of_json(came, lenient.loads(pages.decode(came))))
        times_and_heads = [(moment, head or None) for moment, head, _ in found]
        assert times_and_heads == [
            (post["time_utc"][:16], post["headline"]) for post in truth
        ], path.name


def document(path: Path, url: str) -> Document:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    return Document(source="captured", url=url, body=path.read_bytes(), fetched=now)
