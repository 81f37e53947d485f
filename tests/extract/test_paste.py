from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import paste

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """Storm latest: Coast braces for the night

The first lines of the page say what it is all about, and are no post.

Storm latest: Coast braces for the night

Ferries stay in port

No ferry has left since noon.

"We wait," said the harbour master.

Schools to close 'as a precaution'

All schools of the county close at two.

-THE GAZETTE
"""


def test_every_titled_item_is_a_post_and_head_and_signature_are_none() -> None:
    found = paste.drafts(PAGE)
    assert [draft.title for draft in found] == [
        "Ferries stay in port",
        "Schools to close 'as a precaution'",
    ]
    assert found[0].text == (
        'No ferry has left since noon.\n\n"We wait," said the harbour master.'
    )
    assert found[1].text == "All schools of the county close at two."
    assert paste.several(found)


def test_a_text_without_titled_items_is_one_post_without_a_title() -> None:
    found = paste.drafts("The first sentence.\nThe second one.\n- two are missing\n")
    assert [(draft.title, draft.text) for draft in found] == [
        (None, "The first sentence.\n\nThe second one.\n\n- two are missing")
    ]
    assert not paste.several(found)


def test_words_above_the_first_title_are_not_lost() -> None:
    found = paste.drafts("It began at dawn.\n\nFerries stay\n\nNone has left.\n")
    assert [draft.title for draft in found] == [None, "Ferries stay"]


def test_two_lines_without_a_full_stop_are_one_headline_at_most() -> None:
    found = paste.drafts("Key event\n\nFerries stay\n\nNone has left.\n\nThe end")
    assert [(draft.title, draft.text) for draft in found] == [
        ("Ferries stay", "None has left.\n\nThe end"),
    ]


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_gives_nothing(text: str) -> None:
    assert paste.drafts(text) == []


def test_the_pasted_live_blogs_of_the_corpus(shared: Path) -> None:
    texts = sorted((shared / "seeds").glob("*.txt"))
    assert [len(paste.drafts(text.read_text())) for text in texts] == [10, 1]


def test_a_headline_right_above_the_first_items_is_the_pages() -> None:
    found = paste.drafts("Storm, live\n\nFerries stay in port\n\nUntil noon.")
    assert [(each.title, each.text) for each in found] == [
        ("Ferries stay in port", "Until noon.")
    ]
