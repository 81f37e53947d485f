from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from aggregator.simulator.app import sources

if TYPE_CHECKING:
    from tests.simulator.conftest import Stage

BASE = "http://127.0.0.1:8000"
LIVE = "/harbour-courier/live"
BROKEN = "/border-post/live"
PATHS = [urlsplit(each.url).path for each in sources(BASE)]


def test_all_outlets_are_sources_that_are_looked_at_every_second() -> None:
    played = sources(BASE)

    assert len(played) == 7
    assert {each.every for each in played} == {timedelta(seconds=1)}
    assert [each.id for each in played if each.kind == "feed"] == [
        "radio-teveln",
        "evening-ledger",
        "signal-daily",
    ]
    assert [each.profile for each in played if each.profile] == ["lantern"]


@pytest.mark.parametrize("path", PATHS)
def test_every_outlet_answers_with_posts_and_validators(
    stage: Stage, path: str
) -> None:
    answer = stage.at(60).get(path)

    assert answer.status_code == 200
    assert answer.headers["etag"].startswith('"')
    assert "opening-" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_the_same_clock_gives_the_same_bytes(stage: Stage, path: str) -> None:
    first = stage.at(1700).get(path)
    stage.at(10).get(path)

    assert stage.at(1700).get(path).content == first.content


@pytest.mark.parametrize("path", PATHS)
def test_what_the_client_holds_is_not_sent_again(stage: Stage, path: str) -> None:
    held = stage.at(1700).get(path).headers
    tag = {"If-None-Match": f'"other", W/{held["etag"]}'}
    since = {"If-Modified-Since": held["last-modified"]}

    for question in (tag, since):
        answer = stage.get(path, headers=question)
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == held["etag"]


def test_a_new_post_is_sent_to_those_who_hold_the_old_page(stage: Stage) -> None:
    held = stage.at(79).get(LIVE).headers
    questions = (
        {"If-None-Match": held["etag"]},
        {"If-Modified-Since": held["last-modified"]},
    )

    for question in questions:
        answer = stage.at(80).get(LIVE, headers=question)
        assert answer.status_code == 200
        assert "call-report" in answer.text


def test_the_tag_counts_more_than_the_date(stage: Stage) -> None:
    held = stage.at(90).get(LIVE).headers
    question = {"If-None-Match": '"old"', "If-Modified-Since": held["last-modified"]}

    assert stage.get(LIVE, headers=question).status_code == 200


def test_a_date_is_kept_back_until_its_second_is_over(stage: Stage) -> None:
    assert "last-modified" not in stage.at(80.5).get(LIVE).headers
    assert "last-modified" in stage.at(81).get(LIVE).headers


def test_a_date_that_is_none_is_overlooked(stage: Stage) -> None:
    question = {"If-Modified-Since": "yesterday"}

    assert stage.at(90).get(LIVE, headers=question).status_code == 200


def test_an_outlet_breaks_and_says_for_how_long(fast_stage: Stage) -> None:
    answer = fast_stage.at(6.5).get(BROKEN)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "3"


def test_an_outlet_asks_for_consent_before_it_recovers(stage: Stage) -> None:
    wall = stage.at(600).get(BROKEN)
    well = stage.at(720).get(BROKEN, headers={"If-None-Match": wall.headers["etag"]})

    assert wall.status_code == well.status_code == 200
    assert "Before you continue" in wall.text
    assert "drones-record" in well.text


def test_the_index_lists_every_outlet(stage: Stage) -> None:
    index = stage.at(0).get("/").text

    assert all(each.url in index and each.outlet in index for each in sources(BASE))


def test_every_link_of_a_feed_leads_to_a_page(stage: Stage) -> None:
    items = stage.at(400).get("/signal-daily/feed.json").json()["items"]

    for item in items:
        answer = stage.get(item["url"])
        assert answer.status_code == 200
        assert answer.text.count("<article") == 1


def test_a_post_that_has_not_appeared_has_no_page(stage: Stage) -> None:
    assert stage.at(0).get("/signal-daily/articles/minister").status_code == 404


def test_everything_may_be_fetched(stage: Stage) -> None:
    assert "Allow: /" in stage.at(0).get("/robots.txt").text


def test_ten_seconds_at_speed_sixty_show_merge_edit_and_denial(
    fast_stage: Stage,
) -> None:
    played = fast_stage.at(10)

    assert "Updated at" in played.get(LIVE).text
    assert "call-denial" in played.get("/continental-tribune/live").text
    assert "Correction: six killed" in played.get("/radio-teveln/rss.xml").text
