"""Whom two posts name that tell the same."""

from __future__ import annotations

import pytest

from aggregator.dedup.likeness import Comparison, compare
from aggregator.dedup.reading import read
from aggregator.dedup.strangers import exchanged
from aggregator.model import Post

FERRY = (
    "The ferry company said on Monday that Marit Solvang will take over its office in"
    " Haugesund next spring and that the old quay will be torn down."
)
AGAIN = (
    "Next spring the office in Haugesund gets a new head, Marit Solvang, the ferry"
    " company announced, while the old quay is to be torn down."
)


def post(text: str, outlet: str) -> Post:
    return Post(
        source=outlet, outlet=outlet, key="k", url="u", title=None, html="", text=text
    )


def are_exchanged(old: str, new: str, language: str = "en") -> bool:
    return exchanged(read(None, old, language), read(None, new, language))


def compared(old: str, new: str) -> Comparison:
    return compare(post(old, "a"), post(new, "b"))


@pytest.mark.parametrize(
    ("name", "other"), [("Marit Solvang", "Ingrid Foss"), ("Haugesund", "Brazil")]
)
def test_a_name_that_is_lost_while_another_comes_makes_no_echo(
    name: str, other: str
) -> None:
    assert compared(FERRY, AGAIN).relation == "echo"
    assert are_exchanged(FERRY, AGAIN.replace(name, other))
    assert compared(FERRY, AGAIN.replace(name, other)).relation != "echo"


def test_a_name_that_only_comes_or_only_goes_is_one_more_detail() -> None:
    without = AGAIN.replace(", Marit Solvang,", "")
    assert not are_exchanged(FERRY, without)
    assert not are_exchanged(without, FERRY)


@pytest.mark.parametrize(
    "other",
    [
        "the Ministry",  # a kind of thing
        "in January",
        "the NHO",  # it may be short for what the other spells out
        "Ås",
        "a Company",  # the other post has the word without a capital
        "Solvangen",  # a form of the name
        "Maritim",
        "Sölvang",
    ],
)
def test_kinds_times_initials_and_other_spellings_are_no_other_name(other: str) -> None:
    assert not are_exchanged(FERRY, AGAIN.replace("Marit Solvang", other))


def test_a_name_in_a_sentence_of_its_own_is_one_more_detail() -> None:
    without = AGAIN.replace("Marit Solvang", "as planned")
    more = " Nobody asked Gudrun Lie at the shipyard for an opinion about all that."
    assert not are_exchanged(FERRY, without + more)
    assert are_exchanged(FERRY, without.replace("as planned", "Gudrun Lie"))


def test_so_many_other_names_are_not_compared_one_by_one() -> None:
    towns = [f"{a}{b}" for a in "BDFGHK" for b in ("aodal", "eivik", "umsund")]
    told = "The harbour council of {} approved the winter timetable of the ferry."
    old = " ".join([told.format(town) for town in towns])
    new = old.replace("dal ", "dalen ").replace("vik ", "viken ")
    assert not are_exchanged(old, new)
    assert are_exchanged(old, new.replace("sund ", "holm "))
    assert are_exchanged(
        old, " ".join([told.format(each[::-1].title()) for each in towns])
    )


def test_in_a_language_whose_kinds_nobody_has_listed_none_is_looked_for() -> None:
    old = "Die Reederei sagt, dass Marit Solvang das Büro in Haugesund übernimmt."
    new = "Die Reederei sagt, dass Ingrid Foss das Büro in Haugesund übernimmt."
    assert not are_exchanged(old, new, "de")
    assert compared(old, new).reasons == ("Marit Solvang → Ingrid Foss",)
