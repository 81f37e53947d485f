from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import voices
from aggregator.extract.drafts import Draft
from aggregator.extract.matching import matched, supported

if TYPE_CHECKING:
    from collections.abc import Sequence

FERRIES = (
    "Ferries stay in port until the wind has dropped below eight and the harbour "
    "master has inspected every pier on the island"
)
SCHOOLS = (
    "Schools of the whole county close at two in the afternoon and pupils are taken "
    "home by bus along the inner roads"
)
LONG = (FERRIES, SCHOOLS)
POSTS = [Draft(id=f"post-{1000 + at}", text=text) for at, text in enumerate(LONG)]


def told(first: Sequence[Draft], second: Sequence[Draft]) -> list[set[str]]:
    heard = {"jsonld": voices.heard(first), "visible": voices.heard(second)}
    return [set(post) for post in matched(heard)]


BOTH = {"jsonld", "visible"}


def test_a_body_that_begins_otherwise_is_known_by_its_words() -> None:
    other = [Draft(text=f"By our own reporter. {text}") for text in LONG]
    assert told(POSTS, other) == [BOTH, BOTH]
    assert told(POSTS, [replace(each, text=each.text) for each in other[::-1]]) == [
        BOTH,
        BOTH,
    ]


def test_a_body_that_is_cut_at_both_ends_is_known_by_its_words() -> None:
    cut = [Draft(text=f"Ann Day {' '.join(text.split()[6:18])}") for text in LONG]
    assert told(POSTS, cut) == [BOTH, BOTH]


def test_a_few_words_in_common_make_no_match() -> None:
    other = [Draft(text=f"The sea is calm, and {' '.join(LONG[0].split()[6:12])}")]
    assert told(POSTS, other) == [{"jsonld"}, {"jsonld"}, {"visible"}]


def test_a_post_that_a_reader_tells_twice_is_matched_once() -> None:
    twice = [Draft(id="a", text=f"{by} says: {LONG[0]}") for by in ("Ann", "Bob")]
    assert told(POSTS, twice) == [BOTH, {"jsonld"}, {"visible"}]


def test_posts_are_in_the_order_of_the_reader_that_has_the_most() -> None:
    heard = {"jsonld": voices.heard(POSTS[1:]), "visible": voices.heard(POSTS)}
    found = matched(heard)
    assert [next(iter(post.values())).draft.id for post in found] == [
        "post-1000",
        "post-1001",
    ]


def guessed(*numbers: int) -> voices.Heard:
    return voices.heard(
        [Draft(id=f"post-{number}1234", text="Words") for number in numbers]
    )


@pytest.mark.parametrize(
    ("known", "kept"),
    [
        ((), (1, 2, 3)),  # nobody else knows of posts
        ((2, 4), (2,)),  # they know others
        ((1, 2), (1, 2, 3)),  # they know a part
        ((4, 5), ()),  # quite others
    ],
)
def test_a_guess_stands_as_far_as_others_bear_it_out(
    known: tuple[int, ...], kept: tuple[int, ...]
) -> None:
    found = supported(guessed(1, 2, 3), by=guessed(*known))
    assert [each.draft for each in found.voices] == [
        each.draft for each in guessed(*kept).voices
    ]
    assert found.unsupported == 3 - len(kept)


def test_no_guess_needs_no_support() -> None:
    assert supported(guessed(), by=guessed(1)) == guessed()


def test_a_guess_is_borne_out_by_words_where_ids_differ() -> None:
    guess = voices.heard([Draft(id="a", text=LONG[0]), Draft(id="b", text="Menu")])
    found = supported(guess, by=voices.heard([*POSTS, Draft(id="c", text="More")]))
    assert [each.draft.id for each in found.voices] == ["a"]


def test_where_ids_bear_all_out_no_words_are_looked_at() -> None:
    drafts = [
        Draft(id=f"post-{at}1234", text="Words", published=f"2026-03-0{at}T12:00:00Z")
        for at in range(1, 6)
    ]
    many = voices.heard(drafts)
    found = supported(guessed(1, 2), by=many)
    assert (len(found.voices), found.unsupported) == (2, 0)
    assert not any("body" in vars(voice) for voice in many.voices[3:])


AT = "2026-03-01T11:48:07Z"
LATER = "2026-03-01T11:52:30Z"
ALIKE = "Air raid sirens sound in all parts of the capital"


def alike(*ends: str, title: str | None = None, id: str = "") -> list[Draft]:  # noqa: A002 - the field's name
    return [
        Draft(id=id and f"{id}{at}", title=title, text=f"{ALIKE}{end}", published=at)
        for at, end in zip((AT, LATER), ends, strict=True)
    ]


def test_posts_that_begin_alike_are_known_by_the_instant() -> None:
    data = alike(".", " again.", id="a")
    shown = alike(". It is the third time.", " again. Trains stop.", id="b")
    assert told(data, shown) == [BOTH, BOTH]


def test_posts_of_one_headline_are_known_by_the_instant() -> None:
    data, shown = (
        [
            Draft(title=title, text=text, published=at)
            for title, at in (("Alarm over", AT), ("Alarm again", LATER))
        ]
        for text in LONG
    )
    assert told(data, shown) == [BOTH, BOTH]


def test_one_instant_alone_makes_no_match() -> None:
    data = [Draft(text=FERRIES, published=AT)]
    assert told(data, [Draft(text=SCHOOLS, published=AT)]) == [{"jsonld"}, {"visible"}]
    assert told(data, [Draft(title="Alarm", published=AT)]) == [{"jsonld"}, {"visible"}]


def test_two_posts_of_one_instant_are_not_told_apart_by_it() -> None:
    data = [replace(each, published=AT) for each in alike(".", " again.", id="a")]
    shown = [replace(each, published=AT) for each in alike(". No.", " again. Ok.")]
    assert len(told(data, shown)) > len(data)
