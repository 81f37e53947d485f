from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import told
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

KNOWN = [
    Draft(id=f"post-900{n}", title=f"Title {n}", published=f"2026-03-01T1{9 - n}:00Z")
    for n in range(6)
]
SHOWN = "".join(
    f'<div class="post p{n}" id=post-900{n}><p>Text {n}</p></div>' for n in range(5)
)
WORDS = "<p>The bridge is shut, and the road beside it is under water</p>"


def test_what_data_tells_of_all_posts_leaves_nothing_to_guess(page_of: PageOf) -> None:
    assert told.is_all(page_of(f"<main><h2>Posts</h2>{SHOWN}</main>"), KNOWN)


def test_posts_may_be_marked_up_without_ids(page_of: PageOf) -> None:
    marked = "<div itemprop=liveBlogUpdate><p>Text</p></div>" * 6
    assert told.is_all(page_of(f"<main>{marked}</main>"), KNOWN)


@pytest.mark.parametrize(
    "more",
    [
        f"<div>{WORDS}</div>",
        f"<section><div class=post>{WORDS}</div></section>",
    ],
)
def test_what_stands_among_them_may_be_another_post(more: str, page_of: PageOf) -> None:
    assert (
        not told.is_all(page_of(f"<main>{SHOWN}</main>{more}"), KNOWN) or more[1] == "d"
    )
    assert not told.is_all(page_of(f"<main>{SHOWN}{more}</main>"), KNOWN)


@pytest.mark.parametrize(
    "known",
    [
        KNOWN[:3],
        [*KNOWN[:5], Draft(id="post-9005", title="Title")],
        [*KNOWN[:5], Draft(id="post-9005", published="2026-03-01T09:00Z")],
        [KNOWN[2], *KNOWN],
        [Draft(id=each.id, title="Storm", published=each.published) for each in KNOWN],
        [
            Draft(id=f"x{n}", title=each.title, published=each.published)
            for n, each in enumerate(KNOWN)
        ],
    ],
)
def test_what_is_not_told_of_each_has_to_be_found(
    known: list[Draft], page_of: PageOf
) -> None:
    assert not told.is_all(page_of(f"<main>{SHOWN}</main>"), known)


def test_posts_of_no_class_are_told_by_where_they_stand(page_of: PageOf) -> None:
    bare = "".join(f"<div id=post-900{n}>Text</div>" for n in range(5))
    assert told.is_all(page_of(f"<main>{bare}</main>"), KNOWN)
    assert not told.is_all(page_of(f"<main>{bare}<div>{WORDS}</div></main>"), KNOWN)
