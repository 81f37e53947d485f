from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aggregator.outputs import ALL, NO_FILTERS, Filters, Selection
from aggregator.publish.selection import chooses, shows

if TYPE_CHECKING:
    from tests.publish.conftest import MakeEntry, MakePost


@pytest.fixture
def entry_of(make_entry: MakeEntry, make_post: MakePost) -> MakeEntry:
    def make(**fields: Any) -> Any:
        independent = fields.pop("independent", 1)
        return make_entry(make_post(**fields), independent=independent)

    return make


def test_all_is_all(entry_of: MakeEntry) -> None:
    assert chooses(ALL, entry_of())
    assert shows(NO_FILTERS, entry_of())


def only(*chosen: str) -> frozenset[str]:
    return frozenset(chosen)


CHOSEN: list[tuple[Selection, dict[str, Any]]] = [
    (Selection(sources=only("a", "b")), {"source": "b"}),
    (Selection(sources=only("a")), {"source": "a/fire-0c1d"}),
    (Selection(topics=only("War")), {"topics": ("x", "war")}),
    (Selection(languages=only("en")), {"language": "en-GB"}),
    (Selection(languages=only("en", "PT-br")), {"language": "pt-BR"}),
    (Selection(languages=only("en")), {"language": None}),
    (Selection(keep=("fire", "flood")), {"title": "A flood"}),
    (Selection(keep=("fire",)), {"title": None, "text": "Fire!"}),
    (Selection(block=("fire",)), {"title": "A flood"}),
    (Selection(outlets=2), {"independent": 2}),
]
LEFT_OUT: list[tuple[Selection, dict[str, Any]]] = [
    (Selection(sources=only("a")), {"source": "ab"}),
    (Selection(topics=only("war")), {"topics": ("x",)}),
    (Selection(languages=only("en")), {"language": "enm"}),
    (Selection(languages=only("en-GB")), {"language": "en"}),
    (Selection(keep=("fire",)), {"title": "A flood"}),
    (Selection(block=("flood",)), {"title": "A flood"}),
    (Selection(keep=("fire",), block=("flood",)), {"title": "Fire and flood"}),
    (Selection(outlets=2), {"independent": 1}),
]


@pytest.mark.parametrize(("selection", "fields"), CHOSEN)
def test_a_feed_shows_what_it_is_for(
    entry_of: MakeEntry, selection: Selection, fields: dict[str, Any]
) -> None:
    assert chooses(selection, entry_of(**fields))


@pytest.mark.parametrize(("selection", "fields"), LEFT_OUT)
def test_a_feed_leaves_out_all_else(
    entry_of: MakeEntry, selection: Selection, fields: dict[str, Any]
) -> None:
    assert not chooses(selection, entry_of(**fields))


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        (Filters(source="a"), True),
        (Filters(source="a/fire-0c1d"), True),
        (Filters(source="fire-0c1d"), False),
        (Filters(topic="WAR"), True),
        (Filters(topic="wa"), False),
        (Filters(language="en"), True),
        (Filters(language="de"), False),
        (Filters(words="nobody says this"), True),
    ],
)
def test_a_reader_sees_what_was_asked_for(
    entry_of: MakeEntry, filters: Filters, *, shown: bool
) -> None:
    entry = entry_of(source="a/fire-0c1d", topics=("war",), language="en-GB")
    assert shows(filters, entry) == shown


def test_a_reader_who_asked_for_a_language_sees_none_that_is_not_stated(
    entry_of: MakeEntry,
) -> None:
    assert not shows(Filters(language="en"), entry_of(language=None))
