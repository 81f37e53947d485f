from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreError
from aggregator.liveblog import Discover, Link
from aggregator.model import Ledger, New, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    MakeSource = Callable[..., Source]
    Follow = Callable[..., bool]

ADDRESS = "https://gazette.example/live/"


@pytest.fixture
def follow(store: Store, noon: datetime) -> Follow:
    """Return what follows the live blog of a name, as found by a source."""

    def add(
        name: str, found_by: str | None = "gazette", follows: str | None = None
    ) -> bool:
        url = ADDRESS + name
        found = Source(
            id=f"{found_by}/{name}", url=url, outlet="The Gazette", found_by=found_by
        )
        link = Link(url=url, title=f"Live: {name}", published=noon)
        with store.begin() as unit:
            return unit.live_blogs.add(found, link, noon, follows=follows)

    return add


def test_a_found_live_blog_is_followed_as_its_parent_is_configured(
    store: Store, follow: Follow, make_source: MakeSource
) -> None:
    parent = make_source(
        kind="feed",
        every=timedelta(minutes=2),
        topics=("election",),
        language="en",
        profile="gazette",
        discover=Discover(most=3),
    )
    assert follow("election")
    with store.reading() as unit:
        (found,) = unit.live_blogs.followed([parent])
    assert found == Source(
        id="gazette/election",
        url=ADDRESS + "election",
        outlet="The Gazette",
        every=timedelta(minutes=2),
        kind="live",
        profile="gazette",
        language="en",
        topics=("election",),
        found_by="gazette",
    )


def test_live_blogs_come_in_the_order_they_were_found_in(
    store: Store, follow: Follow, make_source: MakeSource
) -> None:
    follow("storm")
    follow("budget", found_by="herald")
    follow("election")
    gazette, herald = make_source(), make_source(id="herald")
    with store.reading() as unit:
        both = unit.live_blogs.followed([herald, gazette])
        one = unit.live_blogs.followed(iter([gazette]))
        assert unit.live_blogs.followed([]) == []
    assert [each.id for each in both] == [
        "gazette/storm",
        "herald/budget",
        "gazette/election",
    ]
    assert one == [both[0], both[2]]


def test_what_was_dropped_is_not_followed_and_never_found_again(
    store: Store, follow: Follow, make_source: MakeSource, noon: datetime
) -> None:
    follow("storm")
    follow("election")
    with store.begin() as unit:
        unit.live_blogs.drop("gazette/storm", "closed", noon)
        unit.live_blogs.drop("gazette/never-found", "closed", noon)
    assert not follow("storm")
    with store.reading() as unit:
        (left,) = unit.live_blogs.followed([make_source()])
        gone = unit.live_blogs.found([make_source()], "gazette/storm")
        assert gone is not None
        assert (gone.id, gone.url) == ("gazette/storm", ADDRESS + "storm")
        assert unit.live_blogs.found([make_source()], "gazette/calm") is None
        assert unit.live_blogs.found([], "gazette/storm") is None
        assert unit.live_blogs.known(["gazette"]) == {
            ADDRESS + "storm",
            ADDRESS + "election",
        }
        assert unit.live_blogs.known(["herald"]) == set()
    assert left.id == "gazette/election"


def test_an_id_that_is_taken_keeps_its_address(
    store: Store, follow: Follow, make_source: MakeSource, noon: datetime
) -> None:
    follow("storm")
    other = make_source(id="gazette/storm", url=ADDRESS + "x", found_by="gazette")
    with store.begin() as unit:
        link = Link(url=other.url, title="Live")
        assert not unit.live_blogs.add(other, link, noon)
        (found,) = unit.live_blogs.followed([make_source()])
    assert found.url == ADDRESS + "storm"


def test_one_address_may_be_found_by_two_sources(store: Store, follow: Follow) -> None:
    assert follow("storm")
    assert follow("storm", found_by="herald")
    assert not follow("storm", found_by="herald")
    with store.reading() as unit:
        assert unit.live_blogs.known(["herald"]) == {ADDRESS + "storm"}


def test_an_address_may_be_longer_than_an_index_takes(
    store: Store, noon: datetime
) -> None:
    name = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(9_000))
    with store.begin() as unit:
        link = Link(url=ADDRESS + name, title="Live")
        found = Source(id="g/x", url=link.url, outlet="", found_by="gazette")
        assert unit.live_blogs.add(found, link, noon)
    with store.reading() as unit:
        assert unit.live_blogs.known(["gazette"]) == {ADDRESS + name}


def test_a_live_blog_that_nobody_found_is_refused(follow: Follow) -> None:
    with pytest.raises(StoreError, match="found_by"):
        follow("storm", found_by=None)


def test_a_live_blog_knows_what_it_carries_on(store: Store, follow: Follow) -> None:
    follow("day-1")
    follow("day-2", follows="gazette/day-1")
    with store.reading() as unit:
        assert unit.live_blogs.predecessor("gazette/day-2") == "gazette/day-1"
        assert unit.live_blogs.predecessor("gazette/day-1") is None
        assert unit.live_blogs.predecessor("nobody") is None


def test_a_found_live_blog_is_looked_at_like_any_source(
    store: Store,
    follow: Follow,
    make_source: MakeSource,
    make_post: MakePost,
    noon: datetime,
) -> None:
    follow("storm")
    with store.begin() as unit:
        (found,) = unit.live_blogs.followed([make_source()])
        (state,) = unit.sources.take_due([found], noon)
        unit.posts.save([New(post=make_post(source=found.id))], now=noon)
        unit.sources.save(state, Ledger(looks=1, new=1), now=noon)
        assert unit.sources.take_due([found], noon) == []
    with store.reading() as unit:
        (standing,) = unit.sources.standings([found], noon)
    assert (standing.source, standing.posts) == (found, 1)
    assert standing.ledger == Ledger(looks=1, new=1)
