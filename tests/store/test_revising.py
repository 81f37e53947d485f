from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.errors import StoreError
from aggregator.liveblog import Mention
from aggregator.model import Echo, New, Revision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Entry, Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]


def test_an_edit_is_shown_and_dated_now(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post), minutes=1)
    (before,) = timeline()
    edited = replace(post, text="Six hurt.", html="<p>Six hurt.</p>")
    look(Revision(post=edited), minutes=9, milliseconds=700)
    (after,) = timeline()
    assert after.post == edited
    assert after.updated == noon + timedelta(minutes=9)
    assert after.revisions == 1
    assert after.change == "rewording"
    unedited = replace(after, post=post, revisions=0, change=None)
    assert replace(unedited, updated=before.updated) == before


def test_an_edit_moves_updated_even_when_the_clock_went_back(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    for hours in (0, -5, 3):
        look(Revision(post=post), hours=hours)
    (entry,) = timeline()
    assert entry.updated == noon + timedelta(hours=3)
    look(Revision(post=post), hours=-8)
    (entry,) = timeline()
    assert entry.updated == noon + timedelta(hours=3, seconds=1)


def test_what_an_outlet_claims_later_never_moves_published(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post(published=noon - timedelta(hours=1))
    look(New(post=post))
    edited = replace(post, published=noon - timedelta(hours=7))
    look(Revision(post=edited), minutes=1)
    (entry,) = timeline()
    assert entry.published == noon - timedelta(hours=1)
    assert entry.post == edited


def test_an_edited_echo_changes_no_entry(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9))
    (before,) = timeline()
    edited = replace(echo, title="Polls closed")
    look(Revision(post=edited), minutes=9)
    (after,) = timeline()
    assert replace(after, echoes=before.echoes) == before
    assert [each.post for each in after.echoes] == [edited]
    with store.reading() as unit:
        assert [each.title for each in unit.posts.versions(echo.id)] == [None]


def test_an_echo_that_parts_is_given_an_entry_of_its_own(
    store: Store, look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    lead = make_post()
    echo = make_post(source="herald", published=noon - timedelta(hours=2))
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9), minutes=1)
    parted = replace(echo, text="Polls have not closed.")
    look(Revision(post=parted, parted_from=lead.id, reasons=("denial",)), minutes=5)
    above, below = timeline()
    assert above.post == parted
    assert above.published == noon - timedelta(hours=2)
    assert above.first_seen == noon + timedelta(minutes=1)
    assert above.surfaced == noon + timedelta(minutes=5)
    assert above.revisions == 1
    assert below.echoes == ()
    with store.reading() as unit:
        assert unit.posts.held([echo.id])[echo.id].lead is None


def test_a_lead_cannot_part(look: Look, make_post: MakePost) -> None:
    post = make_post()
    look(New(post=post))
    with pytest.raises(StoreError):
        look(Revision(post=post, parted_from="herald#1"))


def test_many_are_edited_at_once(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    posts = [make_post() for _ in range(600)]
    look(*(New(post=each) for each in posts))
    for title in ("one", "two"):
        look(*(Revision(post=replace(each, title=title)) for each in posts))
    assert {(each.post.title, each.revisions) for each in timeline()} == {("two", 2)}
    with store.reading() as unit:
        versions = unit.posts.versions(posts[-1].id)
    assert [(each.number, each.title) for each in versions] == [(1, None), (2, "one")]


def test_an_edit_of_what_is_not_held_is_refused(
    store: Store, look: Look, make_post: MakePost
) -> None:
    with pytest.raises(StoreError, match="no post is held under gazette#x"):
        look(New(post=make_post()), Revision(post=make_post(key="x")))
    with store.reading() as unit:
        assert unit.posts.count() == 0


def test_an_edit_of_a_withdrawn_post_brings_it_back(
    store: Store, look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    with store.begin() as unit:
        unit.posts.withdraw([post.id], noon)
    look(Revision(post=replace(post, text="Six hurt.")), minutes=5)
    (entry,) = timeline()
    assert (entry.post.text, entry.withdrawn) == ("Six hurt.", None)


def test_an_edit_does_not_forget_what_a_reference_meant(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    post = make_post(mentions=(Mention(words="see 7.13 post", post="a"),))
    look(New(post=post))
    rolled_off = (Mention(words="see 7.13 post"),)
    look(Revision(post=replace(post, text="Six hurt.", mentions=rolled_off)))
    (entry,) = timeline()
    assert entry.post.mentions == post.mentions
