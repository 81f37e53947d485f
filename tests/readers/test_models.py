"""The models notice what the programs do, and so a churn of ours cannot hide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.readers.documents import Item, parsed
from tests.readers.models import PROGRAMS, Reader, Rules

if TYPE_CHECKING:
    from collections.abc import Mapping

ITEM = Item(
    id="urn:uuid:8d9e1f70-6a7b-4a93-9d5e-0d8f1c2b3a40",
    title="Harbour reopens",
    link="https://gazette.example/live#1",
    related="https://gazette.example/live#0",
    authors=("The Gazette",),
    source_authors=(),
    published="2026-03-01T12:00:00Z",
    updated="2026-03-01T12:00:00Z",
    tags=("The Gazette", "news"),
    language="en",
    content="<p>It reopened.</p>",
)
FULL = {"FreshRSS", "tt-rss", "newsboat", "NetNewsWire", "Miniflux"}
BY_NAME: Mapping[str, Rules] = {each.name: each for each in PROGRAMS}


def notices(after: Item, now: datetime) -> set[str]:
    """Return the programs that show a changed item, having held `ITEM`."""
    found: set[str] = set()
    for rules in PROGRAMS:
        reader = Reader(rules)
        assert reader.poll([ITEM], now).new == (ITEM,)
        noticed = reader.poll([after], now)
        assert noticed.new == ()
        found.update(rules.name for _ in noticed.changed)
    return found


@pytest.mark.parametrize(
    ("field", "value", "by"),
    [
        ("title", "Harbour reopens at last", FULL),
        ("content", "<p>It reopened: 4 outlets say so.</p>", FULL),
        ("link", "https://post.example/1", FULL),
        ("authors", ("The Gazette", "The Post"), FULL - {"newsboat"}),
        ("source_authors", ("The Post",), {"NetNewsWire"}),
        ("tags", ("The Gazette",), {"FreshRSS", "tt-rss", "Miniflux"}),
        ("updated", "2026-03-01T13:00:00Z", {"tt-rss", "NetNewsWire"}),
        ("published", "2026-03-01T11:00:00Z", {"NetNewsWire"}),
        ("language", "de", {"tt-rss"}),
        ("related", "https://gazette.example/live#2", {"NetNewsWire"}),
    ],
)
def test_each_program_notices_what_its_own_code_compares(
    field: str, value: object, by: set[str], noon: datetime
) -> None:
    changed: Item = replace(ITEM, **{field: value})  # type: ignore[arg-type]  # (by name)
    assert notices(changed, noon) == by


def test_what_has_not_changed_is_noticed_by_none(noon: datetime) -> None:
    assert notices(replace(ITEM), noon) == set()


@pytest.mark.parametrize("rules", PROGRAMS, ids=lambda each: each.name)
def test_another_id_is_a_new_entry(rules: Rules, noon: datetime) -> None:
    reader, other = Reader(rules), replace(ITEM, id="urn:uuid:another")
    reader.poll([ITEM], noon)
    assert reader.poll([ITEM, other], noon).new == (other,)


def test_an_entry_without_an_id_is_nothing_to_thunderbird(noon: datetime) -> None:
    nameless = replace(ITEM, id="")
    taken = {each.name for each in PROGRAMS if Reader(each).poll([nameless], noon).new}
    assert taken == FULL


@pytest.mark.parametrize(
    ("name", "days", "again"),
    [
        ("Thunderbird", 1, 1),
        ("NetNewsWire", 29, 0),
        ("NetNewsWire", 30, 1),
        ("FreshRSS", 999, 0),
    ],
)
def test_what_has_been_away_for_long_is_new_to_who_forgets(
    name: str, days: int, again: int, noon: datetime
) -> None:
    reader, later = Reader(BY_NAME[name]), noon + timedelta(days=days)
    reader.poll([ITEM], noon)
    reader.poll([], later)
    assert len(reader.poll([ITEM], later).new) == again


def test_an_id_is_not_the_same_in_two_subscriptions_of_netnewswire() -> None:
    identity = BY_NAME["NetNewsWire"].identity
    assert identity(ITEM, "https://one.example/") != identity(ITEM, "")


def test_a_document_is_read_as_it_stands() -> None:
    document = parsed(
        b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>f</id>
        <updated>u</updated><entry xml:lang="de"><id>e</id><title>t &lt;i></title>
        <author><name>A</name></author><link rel="related" href="r"/>
        <link href="a"/><category term="x" label="X"/><category term="y"/>
        <published>p</published><updated>q</updated>
        <content type="html">&lt;p>c&lt;/p></content>
        <source><id>s</id><author><name>S</name></author></source></entry></feed>"""
    )
    assert (document.id, document.updated) == ("f", "u")
    (item,) = document.items
    assert item == Item(
        id="e",
        title="t <i>",
        link="a",
        related="r",
        authors=("A",),
        source_authors=("S",),
        published="p",
        updated="q",
        tags=("X", "y"),
        language="de",
        content="<p>c</p>",
    )
