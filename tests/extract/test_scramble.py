"""A page without its words reads as it did with them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import scramble
from aggregator.extract.pseudowords import pseudo
from aggregator.extract.registry import Registry
from aggregator.extract.scramble import scrambled
from aggregator.extract.wordless import Names
from aggregator.model import Document, Extraction, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Captured = Callable[[str], list[Path]]
    DocumentOf = Callable[..., Document]

NOW = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = """<!doctype html><html lang=de-CH><head><title>Storm live</title>
<meta property=og:type content=article>
<meta name=description content="Ships stay home">
<meta property=article:modified_time content=2026-03-01T11:30:00+01:00>
<link rel=canonical href=https://gazette.example/storm-at-the-coast/live>
<link rel=stylesheet href=a.css><style>p {}</style>
<script>steal()</script></head>"""
POST = """<article class="post" id=post-1000{0} data-author-email=a@b.example
data-title="Ship {0} stays home" onclick=go() data-state='{{"a": 1}}' data-long="{1}">
<h2 title=Ships>Ship {0} stays home</h2>
<time datetime=2026-03-01T1{0}:07:00Z>1{0}.07
</time><p>No ship has left the port since dawn, a harbour master said, and 7{0}7
passengers wait <a href="mailto:ann@b.example">there</a>.<!-- hm -->
<a href=a>A</a><img src=a.png alt=A><br></p></article>"""


def bare(document: Document) -> str:
    return scrambled(document).text


def test_structure_times_and_names_stay(document_of: DocumentOf) -> None:
    posts = "".join(POST.format(each, "x" * 1001) for each in range(6))
    text = bare(document_of(f"{HEAD}<body><main>{posts}</main></body></html>"))
    for kept in (
        '<html lang="de-CH">',
        'content="article"',
        'content="2026-03-01T11:30:00+01:00"',
        '<article class="post" id="post-10003" data-title="',
        'datetime="2026-03-01T13:07:00Z"',
        "13.07\n</time>",
        " data-state data-long>",
        "<br></p></article>",
        '"timezone": "Europe/Zurich"',
    ):
        assert kept in text
    for gone in ("steal", "p {}", "b.example", "onclick", "hm", "<img", "Ship", "dawn"):
        assert gone not in text
    assert 'href="https://gazette.example/' in text
    assert "storm-at-the-coast" not in text


def test_data_stays_data(document_of: DocumentOf) -> None:
    update = {
        "@type": "BlogPosting",
        "@id": "https://gazette.example/live#post-10001",
        "headline": "Ferry",
        "articleBody": "<p class='b'>Ships &amp; boats</p>",
        "text": "&lt;p&gt;Ships&lt;/p&gt;",
        "datePublished": "2026-03-01T11:30:00Z",
        "apiToken": "5f3c-xyz",
        "mail": "ann@b.example",
        "count": 7,
        "tag": "",
        "ids": ["post-10001", "ferry"],
        "page": "<html><body><b>Ships</b></body></html>",
    }
    data = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": [update]})
    kind = "application/ld+json"
    script = f"<script type={kind}>{data}</script><script type={kind}>{{</script>"
    text = bare(document_of(f"<html><head>{script}</head><body><p>Ships"))
    (block,) = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
    (read,) = json.loads(block)["liveBlogUpdate"]
    ships = pseudo("Ships")
    assert read == {
        "@type": "BlogPosting",
        "@id": "https://gazette.example/live#post-10001",
        "headline": pseudo("Ferry"),
        "articleBody": f'<p class="b">{ships} &amp; {pseudo("boats")}</p>',
        "text": f"&lt;p&gt;{ships}&lt;/p&gt;",
        "datePublished": "2026-03-01T11:30:00Z",
        "apiToken": "",
        "mail": "",
        "count": 7,
        "tag": "",
        "ids": ["post-10001", "ferry"],
        "page": f"<html><head></head><body><b>{ships}</b></body></html>",
    }


def test_data_that_grows_without_end_is_cut() -> None:
    writer = scramble._Writer(names=Names(), left=3)
    assert writer.data([1, 2, 3, 4]) == [1, 2, None, None]


def test_a_text_that_became_attributes_is_left_out(document_of: DocumentOf) -> None:
    soup = (
        '<div class=a id=b1 content="He said "we stay in port today" at noon">x</div>'
    )
    assert bare(document_of(soup)).count("port") == 0


def test_posts_in_scripts_stay_as_data(document_of: DocumentOf) -> None:
    posts = [
        {
            "id": f"post-1000{each}",
            "title": f"Ship {each} stays home today",
            "body": f"<p>No ship has left the port {each}, a harbour master said.</p>",
            "createdAt": f"2026-03-01T1{each}:07:00Z",
        }
        for each in range(6)
    ]
    script = f"<script>window.__STATE__ = {json.dumps({'posts': posts})};</script>"
    document = document_of(f"<html><body><p>Live</p>{script}</body></html>")
    source = Source(id="gazette", url=document.url, outlet="The Gazette")
    text = bare(document)
    assert "window" not in text
    again = replace(document, body=text.encode())
    before, after = (Registry({}).examine(each, source) for each in (document, again))
    assert len(before.posts) == 6
    assert outline(before) == outline(after)


def test_a_document_of_json_stays_one(document_of: DocumentOf) -> None:
    found = scrambled(document_of('{"title": "Ships", "url": "#post-10001"}'))
    assert (found.suffix, json.loads(found.text)) == (
        "json",
        {"title": pseudo("Ships"), "url": "#post-10001"},
    )


@given(st.binary(max_size=200), st.sampled_from([b"", b"<p>", b"[{", b"<a id="]))
def test_whatever_bytes_come_something_comes_of_them(tail: bytes, head: bytes) -> None:
    document = Document(source="a", url="", body=head + tail, fetched=NOW)
    assert scrambled(document).text


@pytest.mark.parametrize("body", ["", "<", "<html></html>", "<p>\n</p> <i> </i>"])
def test_nothing_much_is_no_crash(document_of: DocumentOf, body: str) -> None:
    assert bare(document_of(body)).startswith("<!doctype html>")


def test_selectors_name_words_that_stay(document_of: DocumentOf) -> None:
    document = document_of("<p id=storm-at-the-old-coast>")
    assert "storm-at-the-old-coast" not in scrambled(document).text
    rules = "#storm-at-the-old-coast"
    assert "storm-at-the-old-coast" in scrambled(document, rules).text


def outline(found: Extraction) -> list[tuple[datetime | None, bool]]:
    return [(post.published, bool(post.title)) for post in found.posts]


def test_captured_live_blogs_read_alike_without_their_words(captured: Captured) -> None:
    registry = Registry({})
    for page in captured("live"):
        facts = json.loads(page.with_suffix(".meta.json").read_text())
        source = Source(id=page.stem, url=facts["url"], outlet=page.stem)
        document = Document(
            source=source.id, url=source.url, body=page.read_bytes(), fetched=NOW
        )
        found = scrambled(document)
        again = replace(document, body=found.text.encode(), url=found.url)
        before = registry.examine(document, source)
        after = registry.examine(again, replace(source, url=found.url))
        assert outline(before) == outline(after), page.name
        said = " | ".join(f"{post.title} | {post.text}" for post in before.posts)
        assert runs(said) & runs(found.text) == set(), page.name


def runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of four words; what has figures in it is none."""
    words = [
        each.casefold()
        for each in re.findall(r"\w+", re.sub(r"https?://\S+", " ", text))
        if each.isalpha() and len(each) > 1
    ]
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
