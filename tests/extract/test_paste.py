from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import paste

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
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
    found = paste.drafts(PAGE, NOW)
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
    found = paste.drafts(
        "The first sentence.\nThe second one.\n- two are missing\n", NOW
    )
    assert [(draft.title, draft.text) for draft in found] == [
        (None, "The first sentence.\n\nThe second one.\n\n- two are missing")
    ]
    assert not paste.several(found)


def test_words_above_the_first_title_are_not_lost() -> None:
    found = paste.drafts("It began at dawn.\n\nFerries stay\n\nNone has left.\n", NOW)
    assert [draft.title for draft in found] == [None, "Ferries stay"]


def test_two_lines_without_a_full_stop_are_one_headline_at_most() -> None:
    found = paste.drafts("Key event\n\nFerries stay\n\nNone has left.\n\nThe end", NOW)
    assert [(draft.title, draft.text) for draft in found] == [
        ("Ferries stay", "None has left.\n\nThe end"),
    ]


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_gives_nothing(text: str) -> None:
    assert paste.drafts(text, NOW) == []


def test_the_pasted_live_blogs_of_the_corpus(shared: Path) -> None:
    texts = sorted((shared / "seeds").glob("*.txt"))
    assert [len(paste.drafts(text.read_text(), NOW)) for text in texts] == [10, 1]


def test_a_headline_right_above_the_first_items_is_the_pages() -> None:
    found = paste.drafts("Storm, live\n\nFerries stay in port\n\nUntil noon.", NOW)
    assert [(each.title, each.text) for each in found] == [
        ("Ferries stay in port", "Until noon.")
    ]


BODY = "Until noon, says the company.\n\n"


def shown(text: str) -> list[tuple[str | None, str | None]]:
    return [(each.title, each.text) for each in paste.drafts(text, NOW)]


@pytest.mark.parametrize(
    "signature",
    [
        "-SKY NEWS",
        "- Reuters",
        "\u2014 dpa/AFP",
        "(AFP)",
        "Quelle: ntv.de, mau/dpa",
        "\u00a9 The Gazette 2026",
        "-THE GAZETTE\n\nhttps://gazette.example/live",
    ],
)
def test_the_signature_of_an_outlet_is_no_text(signature: str) -> None:
    assert shown(f"Ferries stay\n\nUntil noon.\n\n{signature}\n") == [
        ("Ferries stay", "Until noon.")
    ]


def test_headlines_may_be_marked_as_in_markdown_or_lists() -> None:
    text = (
        f"# Storm, live\n\n## Ferries stay.\n{BODY}## **No** bus?\n\n{BODY}"
        f"**Nobody hurt.**\n\n{BODY}\u2022 Schools close\n\n{BODY}Roads ----\n\n{BODY}"
    )
    assert [title for title, _ in shown(text)] == [
        "Ferries stay.",
        "No bus?",
        "Nobody hurt.",
        "Schools close",
        "Roads",
    ]


def test_a_question_or_a_quotation_is_a_headline_among_headlines() -> None:
    questions = f"Will there be a bus?\n\n{BODY}Mayor: 'We wait.'\n\n{BODY}"
    quoted = f'"Is it so?" he asked.\n\n{BODY}'
    titled = f"Ferries stay\n\n{BODY}{questions}{quoted}Nobody hurt\n\n{BODY}"
    assert [title for title, _ in shown(titled)] == [
        "Ferries stay",
        "Will there be a bus?",
        "Mayor: 'We wait.'",
        "Nobody hurt",
    ]
    assert len(shown(f"Ferries stay\n\n{BODY}{questions}")) == 1


def test_line_ends_of_windows_and_long_lines_without_gaps_are_read() -> None:
    line = "No ferry has left since noon, and none will. " * 4
    text = f"Ferries stay\r\n{line}\r\n\r\nNobody hurt\r\n{line}\r\n"
    assert [title for title, _ in shown(text)] == ["Ferries stay", "Nobody hurt"]


def test_a_text_with_clocks_is_a_live_blog() -> None:
    found = paste.drafts("7.13am\n\nIt began.\n\n6.58am\n\nIt is quiet.", NOW)
    assert [each.id for each in found] == ["07:13", "06:58"]
    assert paste.several(found)
