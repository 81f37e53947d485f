from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from aggregator.model import Echo, New, Revision, Same
from aggregator.store.engine import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post, Timeline
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Search = Callable[..., list[str]]

SAID = {
    "ferry": "The ferry is late by an hour.",
    "virus": "São Paulo: 12,5 % more COVID-19 and/or flu",
    "over": "Über den Fluß",
    "moscow": "Москва не верит слезам",
    "tokyo": "東京で地震がありました",
    "hindi": "हिन्दी में ख़बर",
    "thai": "ประเทศไทย",
    "marks": "it's “quoted” — no.1 1e5 ½ cup, cafe\u0301 noir",
    "korean": "한국 뉴스",
    "address": "don’t panic: http://example.org/ferry a_b",  # noqa: RUF001  (as outlets write)
}


def found(store: Store, words: str) -> list[str]:
    with store.reading() as unit:
        timeline = unit.entries.search(words, limit=99)
    return sorted(each.post.key for each in timeline.entries)


@pytest.fixture
def search(store: Store, look: Look, make_post: MakePost) -> Search:
    look(*(New(post=make_post(key=key, text=said)) for key, said in SAID.items()))
    return lambda words: found(store, words)


def test_all_words_are_found_in_any_script_whatever_their_capitals_and_accents(
    search: Search,
) -> None:
    for words, keys in {
        "ferry": ["address", "ferry"],
        "FERRY late": ["ferry"],
        "ferry tomorrow": [],
        "sao": ["virus"],
        "São PAULO": ["virus"],
        "covid-19": ["virus"],
        "12,5": ["virus"],
        "uber": ["over"],
        "fluß": ["over"],
        "МОСКВА": ["moscow"],  # noqa: RUF001  (that is Russian)
        "地震 東京": ["tokyo"],
        "ไทย": ["thai"],
        "हिन्दी": ["hindi"],
        "한국": ["korean"],
        "it's": ["marks"],
        "quoted": ["marks"],
        "1e5": ["marks"],
        "½": ["marks"],
        "café": ["marks"],
        "don't": ["address"],
        "example.org": ["address"],
        "a_b": ["address"],
    }.items():
        assert search(words) == keys, words


def test_words_are_whole_unless_an_asterisk_says_that_they_go_on(
    search: Search,
) -> None:
    assert search("ferr") == []
    assert search("ferr*") == ["address", "ferry"]
    assert search("fer* la*") == ["ferry"]


def test_what_is_quoted_stands_together(search: Search) -> None:
    assert search('"is late"') == search("“is late”") == ["ferry"]
    assert search('"late is"') == []


def test_nothing_that_is_asked_is_a_word_of_the_database(search: Search) -> None:
    assert search("-ferry") == search("^ferry") == search("ferry:") == search("ferry")
    assert search("\ud800ferry\0") == ["address", "ferry"]
    for words in (
        *("", " ", "*", '"', "'", "\\", "%", "_", "(*:", "---", "\0"),
        *("AND OR NOT", "NEAR(a b)", "title:ferry", '" OR 1=1 --', "'ferry' & 'x'"),
        *("x" * 3_000, "㌀" * 600, "東" * 600, "z " * 600),
    ):
        assert search(words) == [], words


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_text_may_be_asked(search: Search, words: str) -> None:
    assert set(search(words)) <= set(SAID)


def test_titles_are_searched_too(store: Store, look: Look, make_post: MakePost) -> None:
    look(New(post=make_post(key="one", title="Ferry: live", text="It is late.")))
    assert found(store, "ferry late") == ["one"]


def test_an_edit_is_found_by_its_new_words_and_no_more_by_the_old(
    store: Store, look: Look, make_post: MakePost
) -> None:
    post = make_post(key="one", text="The ferry is late.")
    look(New(post=post))
    look(Revision(post=replace(post, text="The train is late.")), minutes=1)
    look(Same(post=replace(post, kind="key_event")), minutes=2)
    assert found(store, "ferry") == []
    assert found(store, "train") == ["one"]


def test_what_is_deleted_is_found_no_more(
    store: Store, look: Look, make_post: MakePost
) -> None:
    look(New(post=make_post(text="The ferry is late.")))
    with store.begin() as unit:
        for table in ("decisions", "entries", "posts"):
            unit.posts._connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    look(New(post=make_post(key="one", text="The ferry is gone.")))
    assert found(store, "ferry") == ["one"]
    assert found(store, "late") == []


def test_an_entry_is_found_by_the_words_of_its_echoes(
    store: Store, look: Look, make_post: MakePost
) -> None:
    lead = make_post(key="lead", text="The ferry is late.")
    echo = make_post(source="herald", text="The ferry is delayed.")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9), minutes=1)
    assert found(store, "delayed") == ["lead"]
    assert found(store, "late delayed") == []  # nobody said both


def test_what_is_found_comes_page_by_page_and_newest_first(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    for minutes in range(7):
        said = "ferry" if minutes % 2 else "train"
        claimed = noon + timedelta(minutes=minutes)
        post = make_post(key=str(minutes), text=said, published=claimed)
        look(New(post=post), minutes=minutes)
    pages: list[Timeline] = []
    with store.reading() as unit:
        before = None
        while (page := unit.entries.search("ferry", limit=2, before=before)).entries:
            pages.append(page)
            before = page.entries[-1].id
    assert [[e.post.key for e in page.entries] for page in pages] == [["5", "3"], ["1"]]
    assert pages[0].updated == noon + timedelta(minutes=5)


def test_what_was_withdrawn_is_found_unless_it_is_left_out(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post(text="ferry")
    look(New(post=post))
    with store.begin() as unit:
        unit.posts.withdraw([post.id], noon)
    with store.reading() as unit:
        shown = unit.entries.search("ferry", limit=9)
        left = unit.entries.search("ferry", limit=9, withdrawn="left out")
    assert len(shown.entries) == 1
    assert left.entries == ()


def test_a_very_long_post_is_kept_and_found(
    store: Store, look: Look, make_post: MakePost
) -> None:
    long = " ".join(f"ﷺ{number:x}" for number in range(150_000))
    look(New(post=make_post(key="long", text=f"ferry {'x' * 5_000} {long}")))
    assert found(store, "ferry") == ["long"]


def test_a_store_in_memory_is_searched_too(make_post: MakePost, noon: datetime) -> None:
    store = open_store("sqlite://")
    with store.begin() as unit:
        unit.posts.save([New(post=make_post(key="one", text="ferry"))], now=noon)
    assert found(store, "ferry") == ["one"]
    store.close()
