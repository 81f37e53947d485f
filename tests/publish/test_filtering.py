from __future__ import annotations

from aggregator.outputs import NO_FILTERS, Filters
from aggregator.publish.filtering import filtering_of
from aggregator.publish.site import BARE, Site

SITE = Site(
    sources={"b": "the Border Post", "a": "The Lantern", "c": "Signal Daily"},
    topics=("War", "economy", "War"),
    languages=("en",),
    served=frozenset(("search.atom",)),
)


def test_the_form_offers_what_can_vary_in_the_order_of_its_words() -> None:
    form = filtering_of(NO_FILTERS, SITE)
    assert [each.name for each in form.pickers] == ["source", "topic"]
    source, topic = form.pickers
    assert [each.words for each in source.choices] == [
        "All sources", "Signal Daily", "the Border Post", "The Lantern",
    ]  # fmt: skip
    assert [each.value for each in topic.choices] == ["", "economy", "War"]
    assert [each.value for each in source.choices if each.chosen] == [""]
    assert form.told == ()


def test_what_differs_by_capitals_alone_is_offered_once_as_it_was_told_first() -> None:
    site = Site(languages=("en-GB", "en", "en-gb", "EN", "de"))
    (language,) = filtering_of(NO_FILTERS, site).pickers
    assert [each.value for each in language.choices] == ["", "de", "en", "en-GB"]


def test_nothing_is_offered_where_nothing_is_known() -> None:
    assert filtering_of(NO_FILTERS, BARE).pickers == ()


def test_what_is_chosen_is_told_in_words() -> None:
    filters = Filters(words="  six\nfour ", source="b", language="en")
    form = filtering_of(filters, SITE)
    assert form.words == "six four"
    assert form.told == ("“six four”", "source: the Border Post", "language: en")
    assert [each.name for each in form.pickers] == ["source", "topic", "language"]


def test_what_is_chosen_stays_in_the_form_though_nobody_has_it() -> None:
    form = filtering_of(Filters(topic="sport\x00"), SITE)
    chosen = [each for each in form.pickers[1].choices if each.chosen]
    assert [(each.value, each.words) for each in chosen] == [("sport", "sport")]


def test_words_alone_can_be_had_as_a_feed() -> None:
    feed = filtering_of(Filters(words="six"), SITE).feed
    assert feed is not None
    assert feed.title == "Search: six"
