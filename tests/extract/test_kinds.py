# ruff: noqa: RUF001 - Cyrillic letters stand here on purpose.
"""What outlets mark as key events and summaries is known by markup, data and words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from aggregator.extract import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from selectolax.lexbor import LexborNode

    from aggregator.liveblog import PostKind

LONG = "The ferry is back in port and the harbour master speaks of a lucky escape today"


def post(markup: str) -> LexborNode:
    node = LexborHTMLParser(f"<main>{markup}</main>").css_first("main > *")
    assert node is not None
    return node


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="block is-key-event"><p>Ferry</p></div>',
        '<div class="live-event-entry" data-type="key-event"><p>Ferry</p></div>',
        '<div class="liveblog-entry type-key"><p>Ferry</p></div>',
        '<article class="lb-post lb_highlight"><p>Ferry</p></article>',
        '<article class="post post--highlight"><p>Ferry</p></article>',
        '<article class="Post_keyEvent__x7f3"><p>Ferry</p></article>',
        '<li class="entry is-top-blogitem"><p>Ferry</p></li>',
        '<div class="entrada isDestaque"><p>Ferry</p></div>',
        "<div data-is-key-event><p>Ferry</p></div>",
        '<div data-key-event="true"><p>Ferry</p></div>',
        '<section aria-label="Key event"><p>Ferry</p></section>',
        '<div><header><span class="key-event">x</span></header><p>Ferry</p></div>',
        '<div><header><b aria-label="Key event: 11:04"></b></header><p>Ferry</p></div>',
        "<div><header><span>Moment clé</span></header><p>Ferry</p></div>",
    ],
)
def test_markup_tells_a_key_event(markup: str) -> None:
    assert kinds.of_node(post(markup)) == "key_event"


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="block is-summary"><p>Ferry</p></div>',
        '<div class="block block--summary"><p>Ferry</p></div>',
        '<div class="is-key-event is-summary"><p>Ferry</p></div>',
        '<div class="is-key-event"><b class="is-summary"></b><p>Ferry</p></div>',
        '<div data-post-type="summary"><p>Ferry</p></div>',
        "<div><header><span>Summary</span></header><p>Ferry</p></div>",
    ],
)
def test_markup_tells_a_summary_even_of_a_key_event(markup: str) -> None:
    node = post(markup)
    told = kinds.of_node(node)
    assert told == ("key_event" if '"is-key-event"' in markup else "summary")


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="block"><p>Ferry</p></div>',
        '<div class="summary"><p>Ferry</p></div>',
        '<div class="not-key-event"><p>Ferry</p></div>',
        '<div class="post" data-is-key-event="false"><p>Ferry</p></div>',
        '<div class="post" data-key="17"><p>Ferry</p></div>',
        '<div class="key-events-carousel"><p>Ferry</p></div>',
        '<div><p>Ferry</p><span class="key-event">see above</span></div>',
        '<div><h2>Court hears a summary</h2><p class="is-summary">F</p></div>',
        f'<div aria-label="Key event {LONG}"><p>Ferry</p></div>',
        "<div><h2>Key <b>event</b></h2><p>Ferry</p></div>",
        "<div><h2></h2><div>Ferry</div></div>",
    ],
)
def test_other_markup_tells_nothing(markup: str) -> None:
    assert kinds.of_node(post(markup)) is None


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"isKeyEvent": True}, "key_event"),
        ({"is_top_blogitem": 1}, "key_event"),
        ({"isDestaque": "true"}, "key_event"),
        ({"lb_highlight": True}, "key_event"),
        ({"type": "key"}, "key_event"),
        ({"blockType": "KEY_EVENT"}, "key_event"),
        ({"flags": ["breaking", "highlight"]}, "key_event"),
        ({"css_classes": "comment byuser type-key"}, "key_event"),
        ({"label": "Highlight"}, "key_event"),
        ({"summary": True}, "summary"),
        ({"type": "Summary"}, "summary"),
        ({"keyEvent": True, "summary": True}, "summary"),
        ({("attributes", "keyEvent"): True}, "key_event"),
        (
            {("attributes", "summary"): True, ("attributes", "keyEvent"): True},
            "summary",
        ),
        ({("media", "highlight"): True}, None),
        ({"isKeyEvent": False}, None),
        ({"isBreaking": True}, None),
        ({"summary": "The ferry is back in port"}, None),
        ({"type": "post", "title": "Key event"}, None),
        ({"type": None, "label": {"x": 1}, "class": 7, "highlight": []}, None),
        ({}, None),
    ],
)
def test_data_tells_a_kind(row: Mapping[str, object], kind: PostKind | None) -> None:
    assert kinds.of_row(row) == kind


@pytest.mark.parametrize(
    "title",
    [
        "Summary",
        "Afternoon summary",
        "5pm: Summary",
        "What we know so far about the ferry",
        "What we know",
        "Here\u2019s the latest.",
        "Recap",
        "The day so far \u2026",
        "Key points \u2013 Monday",
        "Zusammenfassung",
        "Was wir wissen \u2013 und was nicht",
        "Das Wichtigste in Kürze",
        "Ce que l\u2019on sait",
        "L'essentiel : la grève continue",
        "Lo que sabemos hasta ahora del accidente",
        "¿Qué se sabe?",
        "Cosa sappiamo finora",
        "Riepilogo",
        "O que se sabe até agora",
        "Wat we weten",
        "Samenvatting van de dag",
        "Что известно к этому часу",
        "Главное",
        "Що відомо на цю годину",
    ],
)
def test_headlines_of_summaries_are_known(title: str) -> None:
    assert kinds.of_title(title) == "summary"


@pytest.mark.parametrize(
    "title",
    [
        "Summary judgment denied in ferry case",
        "Recap: ferry returns to port",
        "What we know about the captain of the ferry",
        "Was wir wissen wollen",
        "Главное управление МВД сообщило о пожаре",
        "Il punto di vista del capitano",
        "Resumen negro para el puerto",
        "Ferry back in port",
        "Summary " * 60,
        "",
    ],
)
def test_headlines_of_news_are_none(title: str) -> None:
    assert kinds.of_title(title) is None


def test_of_the_captured_headlines_only_summaries_are_taken_for_one(
    shared: Path,
) -> None:
    rows = (
        json.loads(line)
        for file in sorted((shared / "corpus" / "live").glob("*.posts.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    )
    titles = [row["headline"] for row in rows if row["headline"]]
    assert len(titles) > 500
    told = [title for title in titles if kinds.of_title(title)]
    assert len(told) == 1
    assert told[0].casefold().endswith("summary")
