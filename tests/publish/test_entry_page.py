from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from aggregator.history import History
from aggregator.publish.pages import entry_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import FeedInfo, Rendition

    from .conftest import MakeEntry, MakePost


def read(page: Rendition) -> Any:
    return html.document_fromstring(page.body.decode())


@pytest.fixture
def page(rich_history: Callable[[str], History], info: FeedInfo, noon: datetime) -> Any:
    """Return the page of an entry of which everything is known."""
    history = rich_history("Four hurt")
    return read(entry_page(history, info, now=noon, rulings="ruling"))


def texts(tree: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in tree.xpath(path)]


def test_the_page_of_an_entry_tells_who_says_it_and_why(page: Any) -> None:
    assert page.xpath("string(//title)") == "Four hurt · Merged"
    assert texts(page, "//h1") == ["Four hurt"]
    (voices,) = texts(page, "//section[@id='voices']")
    for part in (
        "1 independent voice of 1 outlet.",
        "seen here first, 12:00",
        "same minute, seen here +4 min",
        "copy of Four hurt",
        "edited \N{MULTIPLICATION SIGN}2",
        "90% alike: Four hurt; Four hurt",
    ):
        assert part in voices
    (decision,) = texts(page, "//section[@id='decision']")
    assert decision.startswith("Why it is an entry of its own Decided by: Four hurt")
    assert "70% alike, update: Four hurt; Four hurt" in decision
    assert texts(page, "//section[@id='follow-ups']//li") == ["Four hurt Four hurt"]
    (ruled,) = texts(page, "//section[@id='rulings']/ul")
    assert ruled == "Four hurt and Four hurt are never one entry 12:00, number 3"


def test_the_edits_of_an_entry_can_be_read(page: Any) -> None:
    edits = page.xpath("//section[@id='edits']/div")
    assert len(edits) == 20
    assert "The words are the same" in edits[0].text_content()
    assert texts(edits[0], "./h3") == ["Edit, 12:00"]
    assert texts(edits[1], ".//del") == ["Old", "Four hurt"]
    assert texts(edits[1], "./h3") == ["Correction, 12:00"]
    assert "and 2 earlier" in page.text_content()


def test_links_of_an_entrys_page_lead_one_step_up(page: Any) -> None:
    assert page.xpath("//nav/a/@href")[:2] == ["../", "../sources"]
    near = [each for each in page.xpath("//main//a/@href") if "gazette" not in each]
    assert set(near) == {"#edits", "../entry/0-2", "../entry/0-3", "../entry/urn%3A1"}
    assert not page.xpath("//nav/a[@aria-current]")


def test_whoever_has_the_token_may_rule_on_the_page(page: Any) -> None:
    splitting, ruling = page.xpath("//form")
    action = "00000000-0000-0000-0000-000000000001/ruling"
    for form in (splitting, ruling):
        assert (form.get("method"), form.get("action")) == ("post", action)
        (token,) = form.xpath(".//input[@name='token']")
        assert token.get("type") == "password"
        assert token.get("value") is None
    hidden = splitting.xpath("./input[@type='hidden']")
    told = {each.get("name"): each.get("value") for each in hidden}
    assert told == {"ruling": "split", "post": "Four hurt#post-1"}
    choices = ruling.xpath(".//button[@name='ruling']/@value")
    assert choices == ["merge", "never"]
    assert len(ruling.xpath(".//input[@name='other']")) == 1


def test_without_a_token_there_is_no_form(
    rich_history: Callable[[str], History], info: FeedInfo, noon: datetime
) -> None:
    history = rich_history("Four hurt")
    assert not read(entry_page(history, info, now=noon)).xpath("//form | //input")
    unruled = replace(history, rulings=())
    assert b"Rulings" not in entry_page(unruled, info, now=noon).body


def test_a_merged_entry_names_the_one_that_it_is_part_of(
    rich_history: Callable[[str], History], info: FeedInfo, noon: datetime
) -> None:
    history = rich_history("Four hurt")
    merged = replace(history, now_in=history.follow_ups[0])
    page = read(entry_page(merged, info, now=noon, rulings="ruling"))
    (told,) = texts(page, "//section[@id='merged']")
    assert "This says the same as Four hurt Four hurt, and was merged into it" in told
    assert page.xpath("//section[@id='merged']/p/a/@href") == ["../entry/0-2"]
    assert len(page.xpath("//section[@id='merged']//form")) == 1
    assert not page.xpath("//section[@id='voices']")
    assert "Why it is an echo" in page.text_content()


def test_an_entry_of_which_little_is_known_says_so(
    make_entry: MakeEntry, make_post: MakePost, info: FeedInfo, noon: datetime
) -> None:
    entry = make_entry(make_post(time_doubtful=True, kind="key_event"))
    page = read(entry_page(History(entry=entry), info, now=noon))
    words = " ".join(page.text_content().split())
    assert "12:00 ? · first seen here 12:00" in words
    assert "key event" in words
    assert "Nobody else so far." in words
    assert "It was decided before decisions were kept." in words
    assert not page.xpath("//section[@id='edits' or @id='follow-ups']")
