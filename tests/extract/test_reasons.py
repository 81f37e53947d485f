from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import voices
from aggregator.extract.drafts import Draft
from aggregator.extract.join import joined
from aggregator.extract.reasons import ALONE, Choice, Reasons, shift

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = (
    "Ferries stay in port until the wind has dropped below eight",
    "Schools of the whole county close at two in the afternoon",
    "Trains run at half their speed between the coast and town",
    "Shops on the quay have put sandbags in front of their doors",
)
DATA = [
    Draft(
        id=f"post-{1009 - at}",
        title=f"{words.split()[0]} get a headline of their own",
        text=words,
        published=f"2026-03-01T1{4 - at}:00:20Z",
    )
    for at, words in enumerate(WORDS)
]


def why(field: str, at: int = 0, **readers: Sequence[Draft]) -> str:
    choice = choice_of(field, at, **readers)
    return f"{choice.reader}, {choice.why}"


def choice_of(field: str, at: int = 0, **readers: Sequence[Draft]) -> Choice:
    found = joined({name: voices.heard(drafts) for name, drafts in readers.items()})
    return Reasons(found).choices(found.posts[at])[field]


def each(**fields: object) -> list[Draft]:
    return [replace(draft, **fields) for draft in DATA]  # type: ignore[arg-type]  # names of fields


def timed(*hours: str) -> list[Draft]:
    return [
        replace(draft, published=f"2026-03-01T{hour}")
        for draft, hour in zip(DATA, hours, strict=True)
    ]


def test_one_reader_alone_wins_what_it_states() -> None:
    (choice,) = {choice_of(field, jsonld=DATA) for field in ("title", "text", "id")}
    assert choice == Choice(reader="jsonld", why=ALONE)
    assert "title" not in fields(each(title=None))


def fields(drafts: Sequence[Draft]) -> set[str]:
    found = joined({"jsonld": voices.heard(drafts)})
    return set(Reasons(found).choices(found.posts[0]))


def test_readers_that_agree_are_named() -> None:
    for field in ("published", "title", "text", "id"):
        assert "agrees" in why(field, jsonld=DATA, visible=DATA)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (
            ("15:00Z", "14:00Z", "13:00Z", "12:00Z"),
            "jsonld, visible is off by +1:00, a false Z",
        ),
        (
            ("08:30Z", "07:30Z", "06:30Z", "05:30Z"),
            "jsonld, visible is off by -5:30, a false Z",
        ),
        (
            ("14:07Z", "13:11Z", "13:40Z", "11:02Z"),
            "jsonld, in page order, as visible's are not",
        ),
        (
            ("14:07Z", "13:11Z", "12:40Z", "11:02Z"),
            "jsonld, visible says otherwise and is trusted less",
        ),
        (
            ("11:07Z", "11:07Z", "11:07Z", "11:02Z"),
            "jsonld, visible's is the same for most posts",
        ),
        (
            ("11:07Z", "11:07Z", "11:07Z", "11:07Z"),
            "jsonld, visible's is the same for all posts, no evidence",
        ),
        (("14:07", "13:11", "12:40", "11:02"), "jsonld, visible's is a guess"),
    ],
)
def test_a_time_tells_what_speaks_against_the_others(
    hours: Sequence[str], said: str
) -> None:
    assert why("published", jsonld=DATA, visible=timed(*hours)) == said


def test_who_states_no_time_is_not_spoken_of() -> None:
    shown = timed("soon", "later", "soon", "then")
    assert why("published", jsonld=DATA, visible=shown) == f"jsonld, {ALONE}"


def test_a_false_zone_that_was_set_right_is_told() -> None:
    local = timed("15:00Z", "14:00Z", "13:00Z", "12:00Z")
    only = [*DATA[:3], replace(DATA[3], published=None)]
    told = why("published", 3, jsonld=only, visible=local)
    assert told == "visible, set right by -1:00, a false Z"


def test_a_guess_that_nobody_sets_right_is_told() -> None:
    told = why("published", jsonld=timed("14:07", "13:11", "12:40", "11:02"))
    assert told == "jsonld, its day or its zone is a guess"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Storm live", "visible, jsonld's is the same for all posts, no evidence"),
        (None, "visible, no other states it"),
    ],
)
def test_a_headline_of_the_page_is_no_evidence(title: str | None, said: str) -> None:
    assert why("title", jsonld=each(title=title), visible=DATA) == said


def test_a_constant_alone_leaves_no_choice_but_a_reason() -> None:
    data, shown = each(title="Storm live"), each(title=None)
    choice = choice_of("title", jsonld=data, visible=shown)
    assert choice.reader is None
    assert choice.why == "jsonld's is the same for all posts, no evidence"


def test_a_headline_tells_what_speaks_against_the_others() -> None:
    label = [replace(draft, title="Weather") for draft in DATA[:3]]
    labelled = [*label, DATA[3]]
    assert why("title", jsonld=labelled, visible=DATA) == (
        "visible, jsonld's is a label that most posts share"
    )
    cut = [replace(draft, title=str(draft.title)[:-2] + "…") for draft in DATA]
    assert why("title", jsonld=cut, visible=DATA) == "visible, jsonld's is cut off"
    start = [replace(draft, title=str(draft.text)[:20] + "…") for draft in DATA]
    assert why("title", jsonld=start, visible=DATA) == (
        "visible, jsonld's is only the start of the text"
    )
    other = [replace(draft, title=f"More of it {draft.id}") for draft in DATA]
    assert why("title", jsonld=other, visible=DATA) == (
        "jsonld, visible says otherwise and is trusted less"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WORDS[0][:30], "visible, jsonld's is its beginning"),
        (f"By Ann. {WORDS[0]}", "jsonld, it goes beyond visible's"),
        ("Quite other words", "jsonld, visible says otherwise and is trusted less"),
        ("", "visible, jsonld has none"),
    ],
)
def test_a_text_tells_what_speaks_against_the_others(text: str, said: str) -> None:
    data = [replace(DATA[0], text=text), *DATA[1:]]
    assert why("text", jsonld=data, visible=DATA) == said


def test_ids_that_are_places_are_told() -> None:
    places = [replace(draft, id=f"post{at}") for at, draft in enumerate(DATA)]
    assert why("id", jsonld=DATA, visible=places) == (
        "jsonld, visible's only number the posts of the page"
    )
    other = [replace(draft, id=f"item-{draft.id}7") for draft in DATA]
    assert why("id", jsonld=DATA, visible=other) == (
        "jsonld, visible says otherwise and is trusted less"
    )


@pytest.mark.parametrize(
    ("minutes", "written"), [(60, "+1:00"), (-330, "-5:30"), (5, "+0:05")]
)
def test_a_shift_is_written_as_people_do(minutes: int, written: str) -> None:
    assert shift(timedelta(minutes=minutes)) == written
