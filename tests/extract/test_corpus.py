"""Captured pages beside the repository, where they are there: no crash, no mistake."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aggregator.extract.outlet import load_outlets
from aggregator.extract.registry import Registry
from aggregator.model import Document, Extraction, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Captured = Callable[[str], list[Path]]

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def examined(page: Path) -> Extraction:
    facts = json.loads(page.with_suffix(".meta.json").read_text())
    source = Source(id=page.stem, url=facts["url"], outlet=facts["outlet"])
    document = Document(
        source=source.id, url=source.url, body=page.read_bytes(), fetched=NOW
    )
    return Registry(load_outlets()).examine(document, source)


def test_every_captured_live_blog_gives_all_its_posts(captured: Captured) -> None:
    for page in captured("live"):
        found = examined(page)
        truth = page.with_suffix(".posts.jsonl").read_text().splitlines()
        assert (found.kind, len(found.posts)) == ("live", len(truth)), page.name
        assert not found.warnings, page.name


def test_no_captured_article_is_taken_for_a_live_blog(captured: Captured) -> None:
    kinds = {page.name: examined(page) for page in captured("articles")}
    assert {found.kind for found in kinds.values()} <= {"article", "none"}, kinds
