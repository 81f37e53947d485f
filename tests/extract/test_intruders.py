"""Adverts, teasers, sign-ups and polls are no part of a post; its own words all are."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.extract import intruders


def node(markup: str, css: str = "main > *") -> LexborNode:
    found = LexborHTMLParser(f"<main>{markup}</main>").css_first(css)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="ad-slot"><p>Buy a boat</p></div>',
        '<div class="adSlot"><p>Buy a boat</p></div>',
        '<div id="newsletter"><p>Every morning in your letter box</p></div>',
        '<section class="opinion poll"><p>Close the bridge?</p></section>',
        '<div class="teaser"><a href="/mill"><img></a><p>The mill</p></div>',
        "<div>Advertisement</div>",
        "<p>- Anzeige -</p>",
        "<span>[Publicité]</span>",
        "<p>Épinglé</p>",
        "<a>Read more…</a>",
        "<div><span>Publicidad</span><p>Buy a boat</p></div>",
        "<div><img><small>Реклама</small><p>Buy a boat</p></div>",
        '<p>Lesen Sie auch: <a href="/mill">Die Mühle steht</a></p>',
        '<p><a href="/mill">Leggi anche: Il mulino</a></p>',
        '<div><a href="/mill"><h3>The mill</h3><p>It stands.</p></a></div>',
    ],
)
def test_what_is_no_part_of_a_post_is_told(markup: str) -> None:
    assert intruders.is_one(node(markup))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The ferry is back in port.</p>",
        '<p class="teaser">The ferry is <a href="/port">back</a> in port.</p>',
        '<div class="teaser"><p>The ferry is back in port.</p></div>',
        '<div class="headline">The ferry is back</div>',
        '<p><a href="/ferry">The ferry is back in port</a></p>',
        '<h3><a href="/ferry">The ferry is back in port</a></h3>',
        '<div><h3><a href="/ferry">The ferry is back in port</a></h3></div>',
        '<p><a href="/ferry">Related charges were dropped</a></p>',
        '<p>See also <a href="/ferry">the ferry</a>, which is back.</p>',
        '<p>The captain <a href="/ferry">read more</a></p>',
        "<div><p>Ad campaigns were stopped.</p></div>",
        '<p><a href="/ferry"><img></a></p>',
        "<div></div>",
    ],
)
def test_what_a_post_says_is_kept(markup: str) -> None:
    assert not intruders.is_one(node(markup))


def test_text_between_elements_is_kept() -> None:
    text = node("<div>Advertisement</div>").first_child
    assert text is not None
    assert not intruders.is_one(text)


def test_a_line_stands_in_one_within_its_post() -> None:
    advert = '<div class="advert"><div><p>x</p></div></div>'
    post = node(f'<div class="promo">{advert}<a href="#x">x</a></div>').clone()
    line = post.css_first("p")
    assert line is not None
    assert intruders.around(line)


@pytest.mark.parametrize(
    "markup",
    ['<div class="advert"><p>x</p></div>', f"<div>{'<div>' * 6}<p>x</p></div>"],
)
def test_a_post_is_not_judged_by_its_own_name_nor_by_all_around(markup: str) -> None:
    line = node(markup).clone().css_first("p")
    assert line is not None
    assert not intruders.around(line)


def test_nothing_is_taken_from_a_post_that_is_all_so() -> None:
    lines = [node("<p>Anzeige</p>"), node("<p>Werbung</p>")]
    assert intruders.without(lines) == lines
    assert intruders.without([*lines, node("<p>Ferry</p>")]) != lines
