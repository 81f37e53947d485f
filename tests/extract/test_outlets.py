"""Each shipped profile gives, of a page in the outlet's structure, just these posts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aggregator.extract.outlet import load_outlets
from aggregator.extract.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document, Post, Source

FOLDERS = Path(__file__).parent / "outlets"


def told(post: Post) -> dict[str, Any]:
    moments = {"published": post.published, "updated": post.updated}
    return {
        "id": post.key,
        "url": post.url,
        "title": post.title,
        "text": post.text,
        **{name: each.isoformat() if each else None for name, each in moments.items()},
        "author": post.author,
    }


def looked_at(page: Path, document: Document) -> Document:
    """Return the document as it was fetched, where `aggregator try --save` noted it."""
    note = page.with_name("look.json")
    if not note.exists():
        return document
    look = json.loads(note.read_text())
    fetched = datetime.fromisoformat(look["fetched"])
    return replace(document, url=look["url"], fetched=fetched)


@pytest.mark.parametrize("profile", sorted(load_outlets()))
def test_a_shipped_profile_gives_the_posts_of_its_page(
    profile: str,
    document_of: Callable[..., Document],
    make_source: Callable[..., Source],
) -> None:
    outlets = load_outlets()
    (page,) = (FOLDERS / profile).glob("page.*")
    url = f"https://www.{outlets[profile].hosts[0]}/live"
    document = looked_at(page, document_of(page.read_bytes(), url=url))
    source = make_source(id=profile, url=document.url)
    found = Registry(outlets).examine(document, source)
    assert (found.kind, found.warnings, found.unreadable) == ("live", (), 0)
    posts = json.loads((FOLDERS / profile / "posts.json").read_text())
    assert [told(post) for post in found.posts] == posts
