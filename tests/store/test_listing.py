from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.evidence import Override
from aggregator.model import Echo, New, Revision, Same

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.evidence import Mode
    from aggregator.model import Entry, Post, Timeline
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]
    Listed = Callable[[Mode | None], Timeline]


@pytest.fixture
def listed(store: Store) -> Callable[[Mode | None], Timeline]:
    def latest(mode: Mode | None) -> Timeline:
        with store.reading() as unit:
            return unit.entries.latest(limit=99, mode=mode)

    return latest


def keys(timeline: Timeline) -> list[str]:
    return [each.post.key for each in timeline.entries]


def test_a_feed_that_joins_nothing_lists_each_post_in_its_place(
    look: Look, listed: Listed, make_post: MakePost
) -> None:
    lead = make_post(key="lead")
    look(New(post=lead))
    look(
        New(post=make_post(key="top")),
        Echo(post=make_post(key="echo"), lead=lead.id, likeness=0.9),
        New(post=make_post(key="below")),
        minutes=1,
    )
    assert keys(listed("off")) == ["top", "echo", "below", "lead"]
    assert (
        keys(listed(None)) == keys(listed("conservative")) == ["top", "below", "lead"]
    )
    assert all(each.echoes == () for each in listed("off").entries)
    assert all(each.independent == 1 for each in listed("off").entries)


def test_an_echo_has_the_id_that_it_leads_with_later(
    look: Look, listed: Listed, make_post: MakePost, noon: datetime
) -> None:
    lead = make_post()
    echo = make_post(source="herald", published=noon - timedelta(hours=1))
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9), minutes=1)
    before = listed("off").entries[0]
    look(Revision(post=echo, parted_from=lead.id, reasons=("denial",)), minutes=9)
    off, conservative = listed("off").entries[0], listed(None).entries[0]
    assert before.post == off.post == conservative.post == echo
    assert before.id == off.id == conservative.id
    assert before.published == conservative.published == noon - timedelta(hours=1)
    assert before.updated < conservative.updated == noon + timedelta(minutes=9)


def test_the_backlog_of_a_source_stays_in_its_place_where_nothing_joins(
    store: Store, look: Look, listed: Listed, make_post: MakePost, noon: datetime
) -> None:
    lead = make_post(key="lead")
    look(New(post=lead))
    old = make_post(key="old", published=noon - timedelta(hours=5))
    with store.begin() as unit:
        echo = Echo(post=old, lead=lead.id, likeness=0.9)
        unit.posts.save_backlog([echo], now=noon + timedelta(minutes=1))
    assert keys(listed("off")) == ["lead", "old"]


def test_an_echo_is_no_news_of_the_feed_that_joins_it(
    look: Look, listed: Listed, make_post: MakePost, noon: datetime
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9), minutes=5)
    assert listed(None).updated == noon
    assert listed("off").updated == noon  # as it claims
    look(Revision(post=replace(echo, title="Edited")), minutes=9)
    assert listed(None).updated == noon
    assert listed("off").updated == noon + timedelta(minutes=9)


def test_an_eager_feed_leaves_out_what_would_have_joined(
    look: Look, listed: Listed, make_post: MakePost
) -> None:
    lead = make_post(key="lead")
    look(New(post=lead))
    look(New(post=make_post(key="like it"), eager=lead.id), minutes=1)
    assert keys(listed(None)) == ["like it", "lead"]
    assert keys(listed("eager")) == ["lead"]


def test_an_eager_feed_lets_no_chain_of_resemblance_grow(
    look: Look, listed: Listed, make_post: MakePost
) -> None:
    first, second, third = (make_post(key=each) for each in ("1", "2", "3"))
    look(New(post=first))
    look(New(post=second, eager=first.id), minutes=1)
    look(New(post=third, eager=second.id), minutes=2)
    assert keys(listed("eager")) == ["3", "1"]


def test_what_is_ruled_apart_is_apart_in_an_eager_feed(
    store: Store, look: Look, listed: Listed, make_post: MakePost, noon: datetime
) -> None:
    lead, other = make_post(key="lead"), make_post(key="other")
    look(New(post=lead))
    look(New(post=other, eager=lead.id), minutes=1)
    with store.begin() as unit:
        ruling = Override(ruling="never", post=lead.id, other=other.id, made=noon)
        assert unit.overrides.add(ruling) == replace(ruling, number=1)
    assert keys(listed("eager")) == ["other", "lead"]


def test_in_every_mode_a_look_that_brings_nothing_moves_nothing(
    look: Look, listed: Listed, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    like_it = make_post(source="courier")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9), minutes=1)
    look(New(post=like_it, eager=lead.id), minutes=2)
    modes: tuple[Mode | None, ...] = (None, "conservative", "off", "eager")
    before = [listed(mode) for mode in modes]
    look(Same(post=lead), Same(post=echo), Same(post=like_it), minutes=3)
    assert [listed(mode) for mode in modes] == before


def test_an_entry_tells_what_follows_it(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead, update = make_post(), make_post(title="Six hurt", key="update")
    look(New(post=lead))
    look(New(post=update, follows=lead.id), minutes=1)
    above, below = timeline()
    with store.reading() as unit:
        (follower,) = unit.entries.following(below.id)
        assert unit.entries.following(above.id) == ()
        assert unit.entries.now_in(below.id) is None
        own = unit.entries.of([update.id, "nobody#1"])
    assert (follower.id, follower.title) == (above.id, "Six hurt")
    assert (follower.url, follower.outlet) == (update.url, update.outlet)
    assert own == {update.id: follower}


def test_a_feed_of_one_source_lists_what_it_led_to_and_nobody_else(
    store: Store, look: Look, make_post: MakePost
) -> None:
    for source in ("wire", "wire/blog", "wire-2", "w_re/blog"):
        look(New(post=make_post(source=source, key=source)))
    with store.reading() as unit:
        wire = unit.entries.latest(limit=9, sources=["wire"])
        both = unit.entries.latest(limit=9, sources=["wire-2", "w_re"])
    assert keys(wire) == ["wire/blog", "wire"]
    assert keys(both) == ["w_re/blog", "wire-2"]
