"""Documents and pages out of a few lines of markup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from aggregator.extract import page as pages
from aggregator.extract.page import Page
from aggregator.model import Document

FETCHED = datetime(2026, 3, 1, 12, tzinfo=UTC)

DocumentOf: TypeAlias = Callable[..., Document]
PageOf: TypeAlias = Callable[[str], Page]
Captured: TypeAlias = Callable[[str], list[Path]]


@pytest.fixture
def document_of() -> DocumentOf:
    def build(
        body: str | bytes, *, url: str = "https://gazette.example/live", media: str = ""
    ) -> Document:
        raw = body.encode() if isinstance(body, str) else body
        return Document(
            source="gazette",
            url=url,
            body=raw,
            media_type=media,
            fetched=FETCHED,
            at_hand=True,
        )

    return build


@pytest.fixture
def page_of(document_of: DocumentOf) -> PageOf:
    return lambda markup: pages.parse(document_of(markup))


@pytest.fixture
def shared() -> Path:
    """Return the folder of captured pages beside the repository, if it is there."""
    folder = Path(__file__).parents[2].parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder `shared` with captured pages beside the repository")
    return folder


@pytest.fixture
def captured(shared: Path) -> Captured:
    """Return a lister of captured documents: "live", "articles", with their facts."""

    def documents(kind: str) -> list[Path]:
        told = sorted((shared / "corpus" / kind).glob("*.meta.json"))
        names = [each.name.removesuffix(".meta.json") for each in told]
        found = [
            each.with_name(f"{name}{suffix}")
            for each, name in zip(told, names, strict=True)
            for suffix in (".html", ".json")
            if each.with_name(f"{name}{suffix}").is_file()
        ]
        assert len(found) == len(told) > 0  # else a loop over them would prove nothing
        return found

    return documents
