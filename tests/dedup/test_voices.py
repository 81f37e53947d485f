"""Who speaks in a post: families of outlets, and copies of agencies."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dedup import voices
from aggregator.dedup.voices import voice
from aggregator.evidence import Voice
from aggregator.model import Post

Make: TypeAlias = Callable[..., Post]

CASES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "cases" / "voices.toml").read_text("utf-8")
)
SAID = "The bridge was closed at noon."


def test_an_outlet_that_nobody_owns_speaks_for_itself(make_post: Make) -> None:
    assert voice(make_post(outlet="Gazette")) == Voice(publisher="Gazette")


@pytest.mark.parametrize(
    ("outlet", "url", "owner"),
    [
        ("Daily Mirror", "https://example.com/1", "Reach"),
        ("Mirror live", "https://www.mirror.co.uk/1", "Reach"),
        ("The Sun", "https://www.thesun.co.uk/1", "News Corp"),
        ("The Sun", "https://www.baltimoresun.com/1", "The Sun"),
        ("The Telegraph", "", "Telegraph Media Group"),
        ("Tages-Anzeiger", "https://me@WWW.tagesanzeiger.ch:443/1", "TX Group"),
        ("20 Minuten", "", "TX Group"),
        ("BILD.de", "https://www.bild.de/1", "Axel Springer"),
        ("Politico", "", "Axel Springer"),
        ("WAZ", "", "Funke"),
        ("rnd.de", "https://www.rnd.de/1", "Madsack"),
        ("Repubblica", "", "GEDI"),
        ("Irish Independent", "", "Mediahuis"),
        ("NBC News", "", "Comcast"),
        ("El País", "", "PRISA"),
        ("Corriere della Sera", "", "RCS MediaGroup"),
        ("Marca", "", "RCS MediaGroup"),
        ("g1", "https://g1.globo.com/1", "Grupo Globo"),
        ("Європейська правда", "", "Ukrainska Pravda"),
        ("ABC News", "https://abcnews.go.com/1", "Walt Disney"),
        ("ABC News", "https://www.abc.net.au/1", "ABC Australia"),
        ("L'Obs", "", "Groupe Le Monde"),
        ("Zeit", "", "Holtzbrinck"),
        ("axel springer", "", "Axel Springer"),
    ],
)
def test_a_family_is_known_by_host_or_name(
    make_post: Make, outlet: str, url: str, owner: str
) -> None:
    assert voice(make_post(outlet=outlet, url=url)).publisher == owner


def test_the_operators_word_wins(make_post: Make) -> None:
    post = make_post(outlet="Daily Mirror", url="https://www.mirror.co.uk/1")
    assert voice(post, "Ours").publisher == "Ours"


@pytest.mark.parametrize(
    ("author", "agency"),
    CASES["bylines"],
)
def test_a_byline_names_the_agency(make_post: Make, author: str, agency: str) -> None:
    assert voice(make_post(text=SAID, author=author)).wire == (agency or None)


@pytest.mark.parametrize(
    ("dateline", "agency"),
    CASES["datelines"],
)
def test_a_dateline_names_the_agency(
    make_post: Make, dateline: str, agency: str
) -> None:
    assert voice(make_post(text=f"{dateline}{SAID}")).wire == (agency or None)


@pytest.mark.parametrize(
    ("credit", "agency"),
    CASES["credits"],
)
def test_a_closing_credit_names_the_agency(
    make_post: Make, credit: str, agency: str
) -> None:
    assert voice(make_post(text=f"{SAID}{credit}")).wire == (agency or None)


@pytest.mark.parametrize(
    "text",
    CASES["cited"],
)
def test_who_is_only_cited_is_not_copied(make_post: Make, text: str) -> None:
    assert voice(make_post(text=text)).wire is None


def test_the_post_of_an_agency_and_a_copy_of_it_are_one_voice(make_post: Make) -> None:
    own = make_post(outlet="Agency", url="https://www.reuters.com/1", text=SAID)
    named = make_post(outlet="Reuters", text=SAID)
    copy = make_post(outlet="Gazette", text=f"LONDON (Reuters) - {SAID}")
    assert {voice(each).name for each in (own, named, copy)} == {"Reuters"}
    assert voice(copy).publisher == "Gazette"


def test_no_name_and_no_host_has_two_owners() -> None:
    for kind, table in (("family", "publishers"), ("agency", "wires")):
        houses = voices._read(table)[kind]
        keys = Counter(key for house in houses for key in set(voices._keys(house)))
        assert [key for key, times in keys.items() if times > 1] == []


@given(st.text(alphabet="Reutrs dpa.,()[]/-c\n:\u2013\xa9\xbb\u3002", max_size=400))
def test_whatever_stands_there_is_read(text: str) -> None:
    assert isinstance(
        voice(
            Post(
                source="s",
                outlet="Gazette",
                key="k",
                url=text,
                title=None,
                html="",
                text=text,
                author=text,
            )
        ),
        Voice,
    )
