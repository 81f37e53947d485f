from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import headlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

SAID = (
    "Ferry back in port",
    "Bridge to stay shut tonight",
    "Rain is easing off at last",
    "Schools of the valley reopen",
)
LINE = "<div class='w-16 big'>{said}</div><p>The harbour is open.</p>"


def chosen(page_of: PageOf, post: str, said: tuple[str, ...] = SAID) -> str | None:
    posts = "".join(
        f"<article>{post.format(said=each, at=n)}</article>"
        for n, each in enumerate(said)
    )
    return headlines.selector(page_of(posts).tree.css("article"))


@pytest.mark.parametrize(
    "above", ["", "<i>1{at}:15</i><div class=by>By Ann</div>", "<div class=by></div>"]
)
def test_a_line_above_the_paragraphs_is_the_headline(
    above: str, page_of: PageOf
) -> None:
    assert chosen(page_of, above + LINE) == 'div[class~="w-16"]'


def test_what_holds_other_nodes_is_no_line(page_of: PageOf) -> None:
    post = f"<div class=box><b>{{said}}</b></div>{LINE}"
    assert chosen(page_of, post) == 'div[class~="w-16"]'


def test_some_posts_may_have_none(page_of: PageOf) -> None:
    posts = "".join(
        f"<article>{LINE.format(said=each) if n else '<p>No more.'}</article>"
        for n, each in enumerate(SAID)
    )
    found = headlines.selector(page_of(posts).tree.css("article"))
    assert found == 'div[class~="w-16"]'


@pytest.mark.parametrize(
    "said",
    [
        ("Ann Lee, our own reporter",) * 4,  # says who
        ("Ann Lee", "Bob Day", "Cy Moor", "Di Hill"),
        tuple(f"Told on Sunday at 1{n}:15" for n in range(4)),
        tuple(f"{each} {each} {each} {each} {each} {each}" for each in SAID),
    ],
)
def test_names_times_and_texts_are_no_headlines(
    said: tuple[str, ...], page_of: PageOf
) -> None:
    assert chosen(page_of, LINE, said) is None


def test_a_line_without_paragraphs_below_is_the_text(page_of: PageOf) -> None:
    assert chosen(page_of, "<div class=t>{said}</div>") is None


def test_a_class_that_no_selector_can_quote_is_left_alone(page_of: PageOf) -> None:
    assert chosen(page_of, "<div class='a&quot;b'>{said}</div><p>So.") is None
