"""Posts made to be slow to judge, or to be merged though they are of different news."""

from __future__ import annotations

import sys
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from aggregator.dedup.judge import Judge, compare
from aggregator.dedup.voices import voice
from aggregator.model import Echo, New, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

NOON = datetime.fromisoformat("2026-03-01T12:00:00Z")
LETTERS = "bcdfghklmnprstvz"
VOWELS = "aeiou"
MEGABYTE = 1_000_000
READ = 6_000  # characters of a post that are judged
CALLS = 400_000  # of functions, for one post: some 50 ms on a slow machine


def word(*seed: object) -> str:
    """Return a word that nobody else has, and always the same for the same seed."""
    code = sha256(repr(seed).encode()).digest()
    return "".join(
        f"{LETTERS[one % 16]}{VOWELS[other % 5]}" for one, other in pairwise(code[:6])
    )


def sentence(*seed: object, length: int = 12) -> str:
    return " ".join(word(*seed, place) for place in range(length)).capitalize() + "."


def told(text: str, number: int, outlets: int = 7) -> Post:
    outlet = f"Outlet {number % outlets}"
    return Post(
        source=outlet.lower(),
        outlet=outlet,
        key=str(number),
        url=f"https://outlet{number % outlets}.example/{number}",
        title=None,
        html="",
        text=text,
    )


def see(judge: Judge, posts: Iterable[Post]) -> Iterator[New | Echo]:
    """Judge posts one by one, and remember them."""
    for post in posts:
        (verdict,) = judge.consider([post], {}, now=NOON)
        judge.remember([verdict], now=NOON)
        assert isinstance(verdict, New | Echo)
        yield verdict


def merged(posts: Iterable[Post]) -> list[tuple[str, str]]:
    return [
        (verdict.post.text, verdict.lead)
        for verdict in see(Judge(), posts)
        if isinstance(verdict, Echo)
    ]


def work(act: Callable[[], object]) -> int:
    """Return how many functions were called, ours and the interpreter's."""
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls


def work_of_the_last(posts: list[Post]) -> int:
    judge = Judge()
    for _ in see(judge, posts[:-1]):
        pass
    judge.judgement(told(sentence("warm"), 0), now=NOON)  # what is read only once
    return work(lambda: judge.consider(posts[-1:], {}, now=NOON))


# Repeated words.


def repeated(number: int) -> str:
    return " ".join([word("repeated", number)] * 4_000)


def test_pages_of_one_word_each_are_posts_of_their_own() -> None:
    assert merged(told(repeated(number), number) for number in range(40)) == []


def test_a_word_repeated_is_no_news_that_another_post_could_echo() -> None:
    news = f"{sentence('news')} {word('repeated', 1)} {sentence('more')}"
    assert merged([told(repeated(1), 0), told(news, 1)]) == []
    assert merged([told(news, 0), told(repeated(1), 1)]) == []


def test_a_few_words_in_ever_other_order_take_bounded_work() -> None:
    few = [word("few", number) for number in range(12)]
    posts = [
        told(
            ". ".join(
                " ".join(few[(place * (number + 1) + line) % 12] for place in range(30))
                for line in range(30)
            ),
            number,
        )
        for number in range(80)
    ]
    assert 0 < work_of_the_last(posts) < CALLS


# Very long posts.


def long(*seed: object, size: int = MEGABYTE) -> str:
    text = " ".join(sentence(*seed, number) for number in range(200))
    return (f"{text} " * (size // len(text) + 1))[:size]


def test_a_megabyte_costs_what_its_beginning_costs() -> None:
    posts = [told(long("story", number), number) for number in range(8)]
    short = [told(long("story", number)[:READ], number) for number in range(8)]
    work_of_the_last(posts)  # words are remembered
    assert 0 < work_of_the_last(posts) <= 1.1 * work_of_the_last(short)


@pytest.mark.parametrize("unit", ["a", "\u0301", "😀", "<p>", "&amp;", "1", "1,", ". "])
def test_a_megabyte_of_anything_is_judged_with_bounded_work(unit: str) -> None:
    text = f"{sentence('head')} {unit * (MEGABYTE // len(unit))}"
    posts = [told(f"{word(number)} {text}", number) for number in range(6)]
    assert 0 < work_of_the_last(posts) < CALLS


@pytest.mark.parametrize("unit", ["a", ". ", "(", "\n", "\u0301", "(AP) - "])
def test_who_speaks_in_a_megabyte_is_told_by_its_ends(unit: str) -> None:
    text = unit * (MEGABYTE // len(unit))
    voice(told("lists are read once", 0))
    assert work(lambda: voice(told(text, 0))) < CALLS // 1_000


def test_very_long_posts_of_different_news_never_merge() -> None:
    assert merged(told(long("news", number), number) for number in range(12)) == []


# One digit.


@pytest.mark.parametrize(
    "form",
    [
        "Lot {} of the estate was sold this afternoon to a bidder on the telephone",
        "The reactor has run for {}.5 hours without a fault, the operator's log shows",
        "Flight QX{} to Reykjavik was diverted because of a passenger taken ill",
        "The signal was received at 14:0{} by the station on the northern island",
        "Case number 7731009284465{}19203 was opened by the prosecutors in Liege",
        "The index stands at 12,34{}.70 points after the first hour of the trading",
    ],
)
def test_posts_that_differ_in_one_digit_are_all_entries(form: str) -> None:
    texts = [f"{form.format(digit)}. {sentence('the rest')}" for digit in range(1, 8)]
    assert merged(told(text, number) for number, text in enumerate(texts)) == []


def test_digits_of_other_scripts_tell_as_ours_do() -> None:
    form = "{} קילומטרים נסללו מחדש בכביש העוקף של העיר בסוף השבוע האחרון"
    arabic = [chr(0x0660 + digit) for digit in range(1, 8)]
    assert merged(told(form.format(d), n) for n, d in enumerate(arabic)) == []


def test_one_digit_in_a_long_post_still_tells() -> None:
    body = " ".join(sentence("body", number) for number in range(20))
    one, other = (
        told(f"{body} In all {count} {word('people')} were counted.", number)
        for number, count in enumerate((41, 47))
    )
    assert compare(one, other).relation == "update"


# One sentence that all have.

BOILERPLATE = (
    "Our correspondents in all thirty districts bring results, reactions and pictures "
    "as they reach the newsroom through the evening and into the night."
)


@pytest.mark.parametrize("length", [6, 14, 40])
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_a_sentence_that_all_posts_have_merges_none(
    length: int, *, first: bool
) -> None:
    own = [sentence("own", number, length=length) for number in range(120)]
    texts = [
        f"{BOILERPLATE} {text}" if first else f"{text} {BOILERPLATE}" for text in own
    ]
    assert merged(told(text, number) for number, text in enumerate(texts)) == []


def test_the_thousandth_post_with_one_sentence_costs_no_more_than_the_hundredth() -> (
    None
):
    posts = [
        told(f"{sentence('own', number, length=20)} {BOILERPLATE}", number, outlets=40)
        for number in range(3_000)
    ]
    early, late = work_of_the_last(posts[:150]), work_of_the_last(posts)
    assert late <= 1.5 * early
    assert late < CALLS


def test_a_thousand_templates_of_one_form_are_all_entries() -> None:
    posts = [
        told(
            f"{word('firm', number).capitalize()} reports a quarterly loss of "
            f"{number + 3} million euros, its board said in a statement.",
            number,
        )
        for number in range(1_000)
    ]
    assert merged(posts) == []
