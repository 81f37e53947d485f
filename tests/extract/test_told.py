from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import told
from aggregator.extract.drafts import Draft
from aggregator.extract.outlet import Outlet
from aggregator.extract.visible import drafts as visible
from aggregator.extract.voices import heard

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


def node(n: int, *, more: str = "", name: str = "post") -> str:
    return (
        f'<article class="{name} p{n}" id="post-900{n}">'
        f'<time datetime="2026-03-01T0{9 - n}:00:00Z"></time>'
        f"<p>The harbour of ward {n} is shut until noon</p>{more}</article>"
    )


NODES = "".join(map(node, range(5)))
DATED = '<meta property="article:modified_time" content="2026-03-01T09:05:00Z">'
BARE = [
    Draft(id=f"post-900{n}", text=f"The harbour of ward {n} is shut until noon")
    for n in range(5)
]
SIDE = '<div class="promo"><time></time><b>Read this as well</b></div>'


def is_shown_whole(
    page_of: PageOf, markup: str, known: list[Draft] = BARE, *, head: str = DATED
) -> bool:
    page = page_of(f"<head>{head}</head><main>{markup}</main>")
    return told.is_shown_whole(
        page,
        Outlet(profile=""),
        heard(known).voices,
        heard(visible(page, known)).voices,
    )


def test_posts_that_are_shown_with_times_and_bodies_leave_nothing_to_guess(
    page_of: PageOf,
) -> None:
    assert is_shown_whole(page_of, NODES)
    assert is_shown_whole(page_of, f"<div>{WORDS[3:-4]}</div>{NODES}{SIDE}")


@pytest.mark.parametrize(
    "markup",
    [
        NODES + WORDS,
        NODES + f"<article>{WORDS}</article>",
        NODES + f"<section><article class=post id=x>{WORDS}</article></section>",
        "".join(node(n, more="<b class=title>A boat left</b>") for n in range(5)),
        "".join(
            node(n).replace("<p>", f"<b class=title>Ward {n} of the port</b><p>")
            for n in range(5)
        ),
        NODES.replace("<p>", "<p><b>Now:</b><br>"),
        NODES.replace(" until noon", ""),
        NODES.replace("<p>", "<a rel=author>Ada</a><p>"),
        NODES.replace("09:00:00Z", "05:30:00Z"),
        NODES.replace("T09:00:00Z", ""),
        NODES.replace("post-9001", "other"),
        NODES.replace("<article", "<article itemprop=liveBlogUpdate", 1),
    ],
)
def test_what_the_nodes_of_posts_leave_open_has_to_be_found(
    markup: str, page_of: PageOf
) -> None:
    assert not is_shown_whole(page_of, markup)


def test_an_author_whom_data_names_needs_no_other(page_of: PageOf) -> None:
    named = [
        Draft(id=each.id, text=each.text, author=f"Ada {n}")
        for n, each in enumerate(BARE)
    ]
    signed = NODES.replace("<p>", "<a rel=author>Ada</a><p>")
    assert is_shown_whole(page_of, signed, named)


def test_times_that_do_not_fit_the_page_may_be_of_another_zone(page_of: PageOf) -> None:
    assert not is_shown_whole(page_of, NODES, head="")
    late = DATED.replace("09:05", "10:05")
    assert not is_shown_whole(page_of, NODES, head=late)
