from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from aggregator.errors import StoreError
from aggregator.model import Echo, New, Revision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Entry, Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]


def test_the_top_of_a_document_is_the_top_of_the_timeline(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    posts = [make_post() for _ in range(5)]
    look(*(New(post=each) for each in posts))
    assert [each.post for each in timeline()] == posts


def test_what_came_later_stands_above(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    late_but_old = make_post(published=noon - timedelta(hours=9))
    look(New(post=make_post()))
    look(New(post=late_but_old), minutes=5)
    top = timeline()[0]
    assert top.post == late_but_old
    assert top.surfaced == noon + timedelta(minutes=5)
    assert top.published == noon - timedelta(hours=9)


def test_a_backlog_surfaces_at_its_own_time(
    store: Store, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    with store.begin() as unit:
        unit.posts.save([New(post=make_post(key="now"))], now=noon)
        backlog = [
            New(post=make_post(key="a", published=noon - timedelta(hours=1))),
            New(post=make_post(key="b", published=noon - timedelta(hours=2))),
            New(post=make_post(key="untimed", published=None)),
        ]
        unit.posts.save_backlog(backlog, now=noon)
    assert [each.post.key for each in timeline()] == ["untimed", "now", "a", "b"]


def test_an_echo_joins_its_lead_and_changes_nothing_of_it(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    (before,) = timeline()
    look(Echo(post=echo, lead=lead.id, likeness=0.8, reasons=("same",)), hours=1)
    (after,) = timeline()
    (echoed,) = after.echoes
    assert before.echoes == ()
    assert (after.id, after.updated, after.surfaced) == (
        before.id,
        before.updated,
        before.surfaced,
    )
    assert (echoed.post, echoed.likeness, echoed.reasons) == (echo, 0.8, ("same",))
    assert echoed.first_seen == noon + timedelta(hours=1)


def test_an_echo_of_an_echo_echoes_the_lead(
    store: Store, look: Look, make_post: MakePost
) -> None:
    lead = make_post()
    first, second = make_post(source="herald"), make_post(source="courier")
    look(New(post=lead))
    look(Echo(post=first, lead=lead.id, likeness=0.8))
    look(Echo(post=second, lead=first.id, likeness=0.8))
    with store.reading() as unit:
        assert unit.posts.held([second.id])[second.id].lead == lead.id


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_an_echo_may_stand_before_its_lead_in_one_look(
    look: Look, timeline: Latest, make_post: MakePost, order: tuple[int, ...]
) -> None:
    lead, first, second = (make_post() for _ in range(3))
    verdicts = (
        New(post=lead),
        Echo(post=first, lead=lead.id, likeness=0.8),
        Echo(post=second, lead=first.id, likeness=0.8),
    )
    look(*(verdicts[each] for each in order))
    (entry,) = timeline()
    assert entry.post == lead
    assert {each.post.id for each in entry.echoes} == {first.id, second.id}


def test_an_echo_of_nothing_is_refused(look: Look, make_post: MakePost) -> None:
    with pytest.raises(StoreError, match="no lead is held under herald#1"):
        look(Echo(post=make_post(), lead="herald#1", likeness=0.8))


def test_echoes_in_a_ring_are_refused(look: Look, make_post: MakePost) -> None:
    one, two = make_post(), make_post()
    with pytest.raises(StoreError, match="no lead"):
        look(
            Echo(post=one, lead=two.id, likeness=0.8),
            Echo(post=two, lead=one.id, likeness=0.8),
        )


def test_an_entry_tells_what_it_follows(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead = make_post(title=None, text="Four are hurt. More to come.")
    update = make_post(source="herald")
    look(New(post=lead))
    look(New(post=update, follows=lead.id, likeness=0.6, reasons=("four → six",)))
    above, below = timeline()
    assert below.follows is None
    assert above.follows is not None
    assert above.follows.id == below.id
    assert above.follows.url == lead.url
    assert above.follows.title == "Four are hurt."
    assert above.follows.outlet == lead.outlet


def test_what_follows_an_echo_follows_its_lead(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead, echo, update = (make_post(title="Four hurt") for _ in range(3))
    look(
        New(post=update, follows=echo.id),
        Echo(post=echo, lead=lead.id, likeness=0.8),
        New(post=lead),
    )
    above, below = timeline()
    assert above.follows is not None
    assert (above.follows.id, above.follows.title) == (below.id, "Four hurt")


def test_to_follow_nothing_is_refused(look: Look, make_post: MakePost) -> None:
    with pytest.raises(StoreError, match="no lead is held under herald#1"):
        look(New(post=make_post(), follows="herald#1"))


def test_one_look_may_bring_every_verdict(
    store: Store, look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead, old_echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=old_echo, lead=lead.id, likeness=0.9))
    new, echo = make_post(source="herald"), make_post(source="herald")
    look(
        New(post=new, follows=old_echo.id),
        Echo(post=echo, lead=old_echo.id, likeness=0.9),
        Revision(post=old_echo, parted_from=lead.id),
        minutes=1,
    )
    top, parted, bottom = timeline()
    assert [top.post, parted.post, bottom.post] == [new, old_echo, lead]
    assert top.follows is not None
    assert top.follows.id == parted.id
    assert [each.post for each in parted.echoes] == [echo]
    with store.reading() as unit:
        assert unit.posts.count() == 4


def test_a_big_look_takes_few_statements(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    statements = []
    event.listen(
        store._engine, "before_cursor_execute", lambda *asked: statements.append(asked)
    )
    with store.begin() as unit:
        unit.posts.save([New(post=make_post()) for _ in range(400)], now=noon)
    assert len(statements) <= 10
