"""A live blog of a harbour, as the objects of its JSON: for tests of hydration."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aggregator.extract import hydration
from aggregator.text import markup, times

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

WORDS = (
    "Lorries are queueing at the northern gate of the harbour.",
    "The ferry company says that its evening crossing is cancelled.",
    "A crane driver tells us that nobody was hurt on the quay.",
    "The mayor is on her way and will speak to the crews.",
)
HEADS = ("Queue at the gate", "No evening ferry", "Nobody hurt", "Mayor on her way")
ISO = tuple(f"2026-03-01T0{hour}:17:42Z" for hour in (9, 8, 7, 6))
SECONDS = tuple(int(datetime.fromisoformat(each).timestamp()) for each in ISO)
SHOWN = [
    (each[:16], head, words)
    for each, head, words in zip(ISO, HEADS, WORDS, strict=True)
]


def posts(build: Callable[[int], Any]) -> list[Any]:
    return [build(number) for number in range(len(WORDS))]


def post(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"u{number}",
        "title": HEADS[number],
        "publishedAt": ISO[number],
        "body": f"<p>{WORDS[number]}</p>",
        **more,
    }


def next_data(data: Any) -> str:
    return f'<script type="application/json">{json.dumps(data)}</script>'


def shown(page: Page) -> list[tuple[str, str, str]]:
    """Return time, headline and body of each post, as readers would see them."""
    told = []
    for draft in hydration.drafts(page):
        when = times.parse(draft.published or "", zone=draft.zone)
        body = markup.plain(draft.html) if draft.html else draft.text or ""
        moment = times.rfc3339(when)[:16] if when else ""
        told.append((moment, markup.inline(draft.title or ""), body))
    return told
