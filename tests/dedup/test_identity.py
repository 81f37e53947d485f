from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.dedup.identity import is_another, likeness, with_own_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post

FIRE = "A fire at a furniture warehouse in Leeds has killed six people, police said."
FERRY = "Ferries to the islands stay in port until the storm has passed, the line says."


def test_an_edit_keeps_the_outlets_time_or_some_of_the_words(
    make_post: Callable[..., Post], noon: datetime
) -> None:
    held = make_post(text=FIRE)
    later = noon + timedelta(hours=1)
    assert not is_another(held, replace(held, text=FERRY))
    assert not is_another(held, replace(held, text=f"{FIRE} More.", published=later))
    assert is_another(held, replace(held, text=FERRY, published=later))


def test_without_a_time_the_words_alone_tell(make_post: Callable[..., Post]) -> None:
    held = make_post(text=FIRE, published=None)
    assert not is_another(held, replace(held, text=f"{FIRE} More."))
    assert is_another(held, replace(held, text=FERRY))


def test_a_key_of_its_own_stays_and_differs_with_the_opening_words(
    make_post: Callable[..., Post],
) -> None:
    one, other = make_post(key="1", text=FIRE), make_post(key="1", text=FERRY)
    assert with_own_key(one) == with_own_key(replace(one))
    assert len({with_own_key(one).id, with_own_key(other).id, one.id}) == 3


@pytest.mark.parametrize(
    ("text", "replaced", "surely"),
    [
        (FIRE, False, True),
        (f"{FIRE} Nobody else is missing.", False, True),
        (FIRE.replace("warehouse", "warehuose"), False, True),
        (FIRE.replace("six", "nine"), False, False),
        (FIRE.replace("six", "nine"), True, True),
        (FERRY, True, False),
    ],
)
def test_an_edit_is_known_by_its_words_and_may_contradict_only_what_it_replaces(
    *, make_post: Callable[..., Post], text: str, replaced: bool, surely: bool
) -> None:
    held = make_post(text=FIRE)
    edited = replace(held, key="other", text=text)
    assert bool(likeness(held, edited, replaced=replaced)) is surely


def test_a_headline_tells_posts_apart_that_say_little_besides(
    make_post: Callable[..., Post],
) -> None:
    goal = make_post(title="Lisk score from the spot in Velden", text="1-0!")
    other = replace(goal, title="Tarn miss a penalty at home", text="No!")
    assert not likeness(goal, other, replaced=True)
    long = replace(goal, text=FIRE)
    assert likeness(long, replace(other, text=FIRE), replaced=False)
