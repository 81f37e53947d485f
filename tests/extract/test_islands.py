from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from aggregator.extract import page as pages
from aggregator.extract.islands import Island, islands

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    PageOf = Callable[[str], Page]
    DocumentOf = Callable[..., Document]

DATA = {"words": 'Ärger 😀 it\'s "so" ' * 20, "years": [2024, 2025, 2026], "no": None}
JSON = json.dumps(DATA)
BASE64 = base64.b64encode(JSON.encode()).decode()


def told(page: Page) -> list[object]:
    return [island.data for island in islands(page)]


def literal(text: str, mark: str) -> str:
    """Write a text as a string of JavaScript, as carefully as they do."""
    safe = text.replace("\\", "\\\\").replace(mark, "\\" + mark)
    return mark + safe.replace("{", "\\x7B").replace("[", "\\u005b") + mark


@pytest.mark.parametrize(
    "script",
    [
        f"window.a = {JSON};",
        f"var a = 'b', c = [{{x: 1}}], d = {JSON}, e=2",
        f'a["b"].c={JSON}',
        f"a={JSON.replace('null', 'undefined')}",
        f"a={JSON.replace('null', 'void 0')}",
        f'a = {{"broken" {JSON}; b={JSON}',
        f"a={JSON}; b='unclosed",
        f"a = JSON.parse({literal(JSON, chr(39))})",
        f"a = JSON.parse({literal(JSON, chr(34))})",
        f'a="{BASE64}"',
        f'a="{BASE64.rstrip("=")}"',
        f'a="{quote(JSON)}"',
    ],
)
def test_what_a_script_assigns_is_read(script: str, page_of: PageOf) -> None:
    assert told(page_of(f"<script>{script}</script>")) == [DATA]


@pytest.mark.parametrize(
    "markup",
    [
        f'<script type="application/json">{JSON[:-1]}</script>',
        f'<script type="application/json">{json.dumps("2024 2025 2026" * 20)}</script>',
        f'<script type="application/ld+json">{JSON}</script>',
        f'<script src="x.js">a={JSON}</script>',
        f"<script>a={JSON.replace('20', 'xx')}</script>",
        "<script>a=[[2024, 2025, 2026]]</script>",
        f"<script>a={literal(JSON[:-1], chr(34))}</script>",
        "<script>a=" + "[" * 200_000 + "2024, 2025, 2026",
        f"<script>a=[[2024, 2025, 2026, {'9' * 5_000}]]</script>",
        f'<script>a="ey{"A" * 231}"</script>',
        "<script>a=1 2024 2025 2026" + '={"' * 2_000,
        '<div props="2024 2025 2026"></div>',
    ],
)
def test_what_is_no_json_or_holds_no_times_is_passed_over(
    markup: str, page_of: PageOf
) -> None:
    assert told(page_of(f"<body><script></script>{markup}")) == []


def test_a_document_of_json_is_one_island(document_of: DocumentOf) -> None:
    page = pages.of_json(document_of("{}"), DATA)
    assert told(page) == [DATA]


def test_what_react_streams_is_put_together(page_of: PageOf) -> None:
    rows = (
        '0:["$","$L1",null,{"post":"$a"}]\n',
        '1:I[2,["x.js"],""]\n',
        f'2:T{len("<p>Ä</p>".encode()):x},<p>Ä</p>a:{{"body":"$2"}}\n',
        'b:"end"',
    )
    text = "".join(rows)
    scripts = [
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>"
        for piece in (text[:30], text[30:])
    ]
    broken = (
        '<script>self.__next_f.push([1,"</script><script>__next_f.push([0])</script>'
    )
    (island,) = islands(page_of(broken + "".join(scripts)))
    assert island.follow("$L1") == "$L1"
    assert island.follow("$a") == {"body": "$2"}
    assert island.follow("$2") == "<p>Ä</p>"
    assert island.follow("$b") == "end"


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ({"__ref": "Post:1"}, {"title": "One"}),
        ({"type": "id", "id": "Post:1", "generated": False}, {"title": "One"}),
        ({"__ref": "Post:2"}, {"title": "One"}),
        ({"__ref": "Post:9"}, {"__ref": "Post:9"}),
        ({"__ref": 1}, {"__ref": 1}),
        ({"__ref": "Loop"}, None),
        ("Post:1", "Post:1"),
        (7, 7),
    ],
)
def test_references_are_followed(value: object, meant: object) -> None:
    known = {
        "Post:1": {"title": "One"},
        "Post:2": {"__ref": "Post:1"},
        "Loop": {"__ref": "Loop"},
    }
    assert Island({}, known).follow(value) == meant
