from __future__ import annotations

from itertools import pairwise

import pytest

from aggregator.simulator.script import changed_at, day, posts_at, trouble_at

END = 45 * 60
FIRST_MINUTES = 10 * 60
OUTLETS = tuple(each.id for each in day().outlets)


def said_by(second: float) -> list[str]:
    """List the news labels of the posts that have appeared, one for each post."""
    return [
        news.label for news in day().news for post in news.posts if post.at <= second
    ]


def test_a_day_has_seven_outlets_in_six_markups() -> None:
    assert len(OUTLETS) == len(set(OUTLETS)) == 7
    assert len({each.markup for each in day().outlets}) == 6


def test_a_day_has_sixty_to_eighty_posts_within_three_quarters_of_an_hour() -> None:
    assert 60 <= len(day().posts) <= 80
    assert all(version.at < END for post in day().posts for version in post.versions)


def test_every_post_belongs_to_an_outlet_that_is_played() -> None:
    assert {post.outlet for post in day().posts} == set(OUTLETS)


def test_a_key_stands_once_in_an_outlet() -> None:
    keys = [(post.outlet, post.key) for post in day().posts]

    assert len(keys) == len(set(keys))


def test_a_label_stands_once_and_what_is_followed_came_before() -> None:
    labels = [news.label for news in day().news]
    begun = {news.label: news.posts[0].at for news in day().news}

    assert len(labels) == len(begun)
    assert all(
        begun[news.follows] < begun[news.label] for news in day().news if news.follows
    )


def test_no_outlet_tells_the_same_news_twice() -> None:
    for news in day().news:
        tellers = [post.outlet for post in news.posts]
        assert len(tellers) == len(set(tellers)), news.label


def test_the_posts_of_a_news_stand_in_the_order_in_which_they_appear() -> None:
    for news in day().news:
        assert all(one.at < other.at for one, other in pairwise(news.posts))


def test_the_first_ten_minutes_hold_all_that_a_demonstration_shows() -> None:
    labels = said_by(FIRST_MINUTES)
    told = [
        version
        for post in day().posts
        for version in post.versions
        if version.at <= FIRST_MINUTES
    ]

    assert len(labels) >= 10
    assert sum(labels.count(label) > 1 for label in set(labels)) >= 3
    assert {"call-report", "call-denial"} <= set(labels)
    assert {each.kind for each in told} >= {"report", "denial", "edit", "correction"}


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_outlet_has_a_post_from_the_first_second_on(outlet: str) -> None:
    assert posts_at(outlet, -1) == ()
    assert posts_at(outlet, 0)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_the_newest_stand_first_below_what_is_pinned(outlet: str) -> None:
    shown = posts_at(outlet, END)
    pinned = [each.pinned for each in shown]

    assert pinned == sorted(pinned, reverse=True)
    assert all(
        one.appeared > other.appeared
        for one, other in pairwise(each for each in shown if not each.pinned)
    )


def test_a_recap_is_pinned_and_stays_on_top_while_newer_posts_come() -> None:
    top = posts_at("harbour-courier", END)[0]

    assert (top.version.kind, top.pinned) == ("recap", True)
    assert top.appeared < posts_at("harbour-courier", END)[1].appeared


def test_one_live_blog_grows_and_another_keeps_its_newest_twenty() -> None:
    assert len(posts_at("harbour-courier", END)) == 11
    assert len(posts_at("continental-tribune", END)) == 20
    gone = {each.key for each in posts_at("continental-tribune", 60)}
    assert gone.isdisjoint(each.key for each in posts_at("continental-tribune", END))


def test_an_edit_mends_a_typo_and_adds_a_sentence_to_the_same_news() -> None:
    before, after = (
        next(
            each
            for each in posts_at("harbour-courier", at)
            if each.key == "strike-four"
        )
        for at in (399, 400)
    )

    assert "governer" in " ".join(before.version.paragraphs)
    assert "governor" in " ".join(after.version.paragraphs)
    assert after.version.paragraphs[-1].startswith(before.version.paragraphs[-1])
    assert (before.edited, after.edited) == (None, 400)
    assert (after.version.kind, after.version.news) == ("edit", "strike-four")


def test_a_correction_says_another_number_and_is_news_of_its_own() -> None:
    corrected = next(
        each for each in posts_at("radio-teveln", 520) if each.key == "strike-four"
    )

    assert corrected.version.kind == "correction"
    assert corrected.version.news not in {news.label for news in day().news}
    assert "It is six." in corrected.version.paragraphs[0]


def test_an_outlet_breaks_shows_a_consent_wall_and_recovers() -> None:
    faults = [trouble_at("border-post", at) for at in (359, 360, 540, 719, 720, 1800)]

    assert [each and each.what for each in faults] == [
        None,
        "unavailable",
        "consent",
        "consent",
        None,
        "unavailable",
    ]


def test_a_page_changes_with_posts_edits_and_troubles() -> None:
    assert changed_at("harbour-courier", -5) == 0
    assert changed_at("harbour-courier", 399) == 210
    assert changed_at("harbour-courier", 400) == 400
    assert changed_at("border-post", 600) == 540
    assert changed_at("border-post", 721) == 720


def test_an_unknown_outlet_is_an_error() -> None:
    with pytest.raises(KeyError):
        posts_at("nowhere", 0)
