from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.evidence import Decision, Voice, Weighed
from aggregator.looks.histories import history
from aggregator.looks.rulings import decide
from aggregator.model import Echo, New, Revision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.history import History
    from aggregator.model import EntryId, Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]


def told(store: Store, entry: EntryId) -> History:
    with store.reading() as unit:
        found = history(unit, entry)
    assert found is not None
    return found


def test_an_entry_tells_who_was_first_and_how_far_behind_the_others_were(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    lead = make_post()
    near = Weighed(lead=lead.id, relation="echo", likeness=0.9, rule="the same words")
    gone = replace(near, lead="nobody#1", relation="update")
    decision = Decision(rule="the same words", weighed=(near, gone))
    echoes = [make_post(source=name, outlet=name) for name in ("herald", "post")]
    with store.begin() as unit:
        unit.posts.save([New(post=lead)], now=noon)
        for minutes, each in enumerate(echoes, start=2):
            verdict = Echo(
                post=each,
                lead=lead.id,
                likeness=0.9,
                voice=Voice(publisher=each.outlet, wire="Reuters"),
                decision=decision,
            )
            seen = noon + timedelta(minutes=minutes, milliseconds=70)
            unit.posts.save([verdict], now=seen)
        edited = replace(echoes[0], title="Edited")
        unit.posts.save([Revision(post=edited)], now=noon + timedelta(hours=1))
        (entry,) = unit.entries.latest(limit=9).entries
    found = told(store, entry.id)
    assert found.entry == entry
    assert entry.independent == 2
    assert [each.lag for each in found.joined] == [
        timedelta(minutes=2),
        timedelta(minutes=3),
    ]
    assert [each.decision for each in found.joined] == [decision, decision]
    assert [len(each.versions) for each in found.joined] == [1, 0]
    assert {each: link.id for each, link in found.leads.items()} == {lead.id: entry.id}
    assert len({entry.id, *(each.id for each in found.joined)}) == 3


def test_an_entry_tells_what_follows_it_what_it_said_and_what_was_ruled(
    store: Store, make_post: MakePost, noon: datetime
) -> None:
    lead, other, update = make_post(), make_post(source="herald"), make_post(key="u")
    with store.begin() as unit:
        unit.posts.save([New(post=lead)], now=noon)
        unit.posts.save([New(post=other)], now=noon)
        unit.posts.save([New(post=update, follows=lead.id)], now=noon)
        unit.posts.save([Revision(post=replace(lead, title="Edited"))], now=noon)
        _, merged, first = unit.entries.latest(limit=9).entries
        ruling = decide(unit, "merge", lead.id, other.id, noon)
    found = told(store, first.id)
    assert [each.url for each in found.follow_ups] == [update.url]
    assert [each.title for each in found.versions] == [None]
    assert found.rulings == (ruling,)
    assert found.now_in is None
    assert [each.id for each in found.joined] == [merged.id]
    hidden = told(store, merged.id)
    assert hidden.now_in is not None
    assert hidden.now_in.id == first.id
    assert hidden.joined == ()


def test_there_is_nothing_to_tell_of_an_entry_that_never_was(store: Store) -> None:
    with store.reading() as unit:
        assert history(unit, "urn:uuid:nobody") is None
