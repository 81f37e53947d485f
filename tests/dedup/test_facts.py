"""Facts in which two posts agree or not, and what they begin and go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.dedup.likeness import Comparison, compare
from aggregator.model import Post

if TYPE_CHECKING:
    from aggregator.dedup.nearness import Meaning

FERRY = (
    "The ferry to Gotland will not sail on Monday because of the storm, the line said. "
    "Passengers can travel on Tuesday or have their money back, at no charge."
)
BUDGET = "The council of Visby has approved the budget for the new library wing."


def found(old: str, new: str, meaning: Meaning | None = None) -> Comparison:
    return compare(post(old), post(new), meaning)


def post(text: str) -> Post:
    return Post(
        source="s", outlet="o", key="k", url="u", title=None, html="", text=text
    )


@pytest.mark.parametrize(
    "recap",
    [
        f"Earlier: {BUDGET}",
        f"As we reported earlier (see 7.13 post), {BUDGET}",
        f"Meanwhile, as reported, {BUDGET}",
        f"A little earlier we brought you the news that {BUDGET}",
    ],
)
def test_a_post_that_recalls_another_matter_is_no_echo(recap: str) -> None:
    assert found(FERRY, f"{FERRY} {recap}").relation == "update"
    assert found(f"{FERRY} {recap}", FERRY).relation == "update"


@pytest.mark.parametrize("opening", ["Earlier this week, the line", "Earlier"])
def test_what_was_earlier_this_week_is_no_recap(opening: str) -> None:
    assert found(f"{FERRY} {opening} apologised.", FERRY).relation == "echo"


def test_a_post_that_begins_with_other_news_is_no_echo() -> None:
    assert found(FERRY, f"{BUDGET} {FERRY}").relation == "update"


def test_two_posts_with_news_of_their_own_beside_one_sentence_are_two() -> None:
    common = (
        "Our reporters in all thirty districts bring you results, reactions and "
        "pictures as they come in through the evening and into the early night."
    )
    one, other = "Boats collided off Visby.", "Wolves returned to Gotska."
    assert found(f"{common} {one}", f"{common} {other}").relation != "echo"


def test_a_template_of_another_company_is_related() -> None:
    form = "{} sees a quarterly loss and cuts its outlook for the full year."
    one = found(form.format("Acmetal"), form.format("Borelius"))
    assert (one.relation, one.rule) == ("related", "the same form, of another")
    assert one.reasons == ("Acmetal → Borelius",)


def test_another_name_in_the_same_news_is_an_update() -> None:
    form = "The foreign minister will travel to {} on Friday to meet the opposition."
    one = found(form.format("Ankara"), form.format("Athens"))
    assert (one.relation, one.rule) == ("update", "something speaks against it")


def test_each_verdict_names_its_rule() -> None:
    retold = (
        "Passengers of the ferry to Gotland can have their money back: the line said "
        "it will not sail on Monday in the storm, but travel on Tuesday is possible."
    )
    rules = [found(FERRY, other).rule for other in (FERRY, retold, BUDGET)]
    assert rules == [
        "nearly the same words",
        "the same in other words",
        "little in common",
    ]
    longer = f"{FERRY} {BUDGET} {BUDGET.replace('Visby', 'Burgsvik')}"
    assert found(FERRY, longer).rule == "goes beyond it"


def test_an_eager_reader_would_join_what_goes_on() -> None:
    more = f"{FERRY} The wind reached thirty metres a second at Visby in the night."
    assert found(FERRY, more).eager


def test_an_eager_reader_joins_no_contradiction() -> None:
    assert not found(FERRY, FERRY.replace("Monday", "Friday")).eager


def test_where_words_leave_it_open_meaning_tells_and_never_against_a_guard() -> None:
    retold = (
        "Because of the gale there is no boat to Gotland on Monday; whoever holds a "
        "ticket can travel the day after that, or is refunded at no charge."
    )
    near, far = (lambda _one, _other: 0.95), (lambda _one, _other: 0.05)
    assert found(FERRY, retold).relation != "echo"
    assert found(FERRY, retold, far).relation != "echo"
    meant = found(FERRY, retold, near)
    assert (meant.relation, meant.rule) == ("echo", "the same meaning")
    other = retold.replace("Monday", "Friday").replace("Gotland", "Aland")
    assert found(FERRY, other, near).relation != "echo"


def test_posts_of_one_story_are_related_though_they_share_few_words() -> None:
    other = "Holiday makers bound for Gotland are stranded, as the sea is too rough."
    near = found(FERRY, other, lambda _one, _other: 0.9)
    assert found(FERRY, other).relation == "distinct"
    assert (near.relation, near.rule) == ("related", "one story")
