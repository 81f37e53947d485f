"""What speaks against an echo, guard by guard."""

from __future__ import annotations

import pytest

from aggregator.dedup.likeness import Comparison, compare
from aggregator.model import Post

STRIKE = (
    "Nurses at the county hospital in Tampere walked out on Monday morning, and the "
    "management called the strike a danger to patients in the emergency rooms."
)


def post(text: str, language: str | None = "en") -> Post:
    return Post(
        source="s",
        outlet="o",
        key="k",
        url="u",
        title=None,
        html="",
        text=text,
        language=language,
    )


def found(old: str, new: str, language: str | None = "en") -> Comparison:
    return compare(post(old, language), post(new, language))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        # A name that is added where all the rest is equal; and "second".
        ("county hospital in", "county hospital of Pirkka in", "says “Pirkka”"),
        ("the strike a danger", "the second strike a danger", "says “second”"),
        # Of two sentences that differ in one place, what stands there tells.
        ("emergency rooms", "maternity rooms", "emergency → maternity"),
        ("called the strike", "reportedly called the strike", "says “reportedly”"),
    ],
)
def test_what_is_put_in_or_for_another_tells(old: str, new: str, reason: str) -> None:
    assert found(STRIKE, STRIKE.replace(old, new)).reasons == (reason,)


def test_a_day_that_is_added_tells_nothing_new() -> None:
    old = STRIKE.replace(" on Monday morning", "")
    new = STRIKE.replace(" on Monday morning", " Monday")
    assert found(old, new).relation == "echo"


def test_a_doubt_is_no_reason_where_much_else_is_told_in_other_words() -> None:
    old = (
        "Nurses at the county clinic in Tampere could walk out again on Friday, the "
        "union said, if the board does not raise the pay of the night staff by March."
    )
    new = (
        "Nurses at the county hospital in Tampere would walk off once more on Friday, "
        "the union said, if the employer does not lift the wages of night staff by "
        "March."
    )
    assert found(old, new).reasons == ()
    sure = old.replace("could walk", "will walk")
    assert found(sure, old).reasons == ("says “could”",)


def test_a_listed_synonym_with_a_capital_is_one_name() -> None:
    form = "Fiskars Corp {} 41.1 mln vs 20.3 mln Avg shrs 6,349,753 vs 4,403,852."
    assert found(form.format("Sales"), form.format("Revs")).relation == "echo"


def test_a_name_may_be_written_in_two_words() -> None:
    old = "A gale swept over the ports of Northeast Harbour at dawn, boats were lost."
    new = old.replace("Northeast", "North East").replace("boats", "vessels")
    assert found(old, new).reasons == ()


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        (
            "en",
            "The small farms around Karvik feed the valley and spare the river too.",
            "The small farms around Karvik feed not only the valley, they spare it.",
        ),
        (
            "de",
            "Die kleinen Höfe bei Karvik ernähren das Tal und schonen auch den Fluss.",
            "Die kleinen Höfe bei Karvik ernähren nicht nur das Tal, sie schonen es.",
        ),
        (
            "ru",
            "Малые фермы под Карвиком кормят долину и берегут реку тоже.",
            "Малые фермы под Карвиком кормят не только долину, они берегут реку.",
        ),
    ],
)
def test_not_only_is_no_negation(language: str, old: str, new: str) -> None:
    assert found(old, new, language).reasons == ()


def test_by_mistake_and_mistakenly_deny_the_same() -> None:
    old = "The savings bank in Bryne charged card payments twice by mistake on Friday."
    new = "The savings bank in Bryne mistakenly charged card payments twice on Friday."
    assert found(old, new).reasons == ()


def test_number_three_is_no_negation() -> None:
    old = "The reactor No. 3 of the Loviisa plant was taken off the grid for repairs."
    new = "Reactor 3 of the Loviisa plant was taken off the grid for its repairs."
    assert found(old, new).reasons == ()


def test_may_is_a_month_if_it_has_a_capital() -> None:
    old = "The court put the hearing in the Lindgren case off until the spring session."
    new = "The court put the hearing in the Lindgren case off until the May session."
    assert "says “May”" not in found(old, new).reasons


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Gunman kills 6 in Wisconsin Sikh temple", "Gunman kills 6 in Sikh temple in"),
        ("U.S. and Turkey weigh no-fly zones", "Turkey, U.S. weigh no-fly zones"),
        ("May housing starts up 6.8%", "Housing starts up 6.8% in May"),
    ],
)
def test_who_stands_elsewhere_in_a_headline_has_not_changed_places(
    old: str, new: str
) -> None:
    assert not [each for each in found(old, new).reasons if "place" in each]
    assert not [each for each in found(old, new).reasons if "↔" in each]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "Mainz beats Bochum in the last minute of the cup match.",
            "Bochum beats Mainz in the last minute of the cup match.",
            "Mainz ↔ Bochum",
        ),
        (
            "Israel attacked Iran overnight, officials said.",
            "Iran attacked Israel overnight, officials said.",
            "Israel ↔ Iran",
        ),
        (
            "The Secretary of Agriculture met the growers in Ohio on the loan.",
            "The Agriculture of Secretary met the growers in Ohio on the loan.",
            "Secretary ↔ Agriculture",
        ),
    ],
)
def test_words_in_each_others_place_tell(old: str, new: str, reason: str) -> None:
    assert reason in found(old, new).reasons


@pytest.mark.parametrize(
    "text",
    [
        "Reports that {} are not true, the ministry said.",
        "Correction: an earlier post wrongly said that {}.",
        "There is no truth in reports that {}.",
    ],
)
def test_a_report_that_is_taken_back_in_many_words_is_no_echo(text: str) -> None:
    said = (
        "nurses walked out at the county hospital in Tampere on Monday morning, "
        "after the management had called the strike a danger to patients"
    )
    assert found(f"{said.capitalize()}.", text.format(said)).relation == "update"


def test_two_words_for_not_agree_where_the_language_has_them_so() -> None:
    old = "Los bomberos hallaron supervivientes bajo los escombros del hotel de Lorca."
    new = old.replace("hallaron", "no hallaron").replace("super", "ningún super")
    assert found(old, new, "es").reasons == ("says “no”",)


def test_thousands_may_be_set_apart() -> None:
    old = "Le groupe Ferrand supprime 1200 emplois en Moselle avant la fin de l'année."
    assert found(old, old.replace("1200", "1 200"), "fr").relation == "echo"


def test_a_denial_that_stands_elsewhere_in_the_other_post_is_no_difference() -> None:
    old = (
        "The port authority has denied that its head and the shipowner met in a hotel "
        "last week. It called the story in the Courier pure fiction. “This is a plain "
        "example of what is printed, even in decent papers. It is pure invention, it "
        "is simply wrong,” said its speaker Ada Holm."
    )
    new = (
        "The port authority on Monday denied claims of a meeting of its head with the "
        "shipowner. “This is the best example of what is printed, sometimes even in "
        "rather decent papers. This is pure fiction, it is just wrong,” its speaker "
        "Ada Holm told reporters. The Courier had reported on the meeting on Sunday."
    )
    assert found(old, new).relation == "echo"
