from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.evidence import Decision, Override, Voice, Weighed
from aggregator.history import History, Joined
from aggregator.model import Echoed, Reference
from aggregator.publish.account import Account, account_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.evidence import Ruling

    from .conftest import MakeEntry, MakePost

MINUTE = timedelta(minutes=1)
MINUS = "\N{MINUS SIGN}"
EARLIER = Reference(id="urn:uuid:0-e", url="", title="Four hurt", outlet="Wire")


@pytest.fixture
def make_joined(make_post: MakePost, noon: datetime) -> Callable[..., Joined]:
    def make(outlet: str, *, voice: Voice | None = None, **fields: object) -> Joined:
        post = make_post(source=outlet, outlet=outlet, title=f"{outlet} says so")
        echoed = Echoed(
            post=post,
            first_seen=noon + 4 * MINUTE,
            likeness=0.934,
            reasons=("one sentence less",),
            voice=voice or Voice(publisher=outlet),
        )
        sensible = {"echoed": echoed, "id": f"urn:uuid:{outlet}", "lag": 4 * MINUTE}
        return Joined(**{**sensible, **fields})  # type: ignore[arg-type]  # any field

    return make


@pytest.fixture
def account(noon: datetime) -> Callable[[History], Account]:
    return lambda history: account_of(history, day=noon.date())


@pytest.fixture
def make_history(make_entry: MakeEntry) -> Callable[..., History]:
    def make(*joined: Joined, independent: int = 1, **fields: object) -> History:
        echoes = tuple(each.echoed for each in joined)
        entry = make_entry(echoes=echoes, independent=independent)
        sensible = {"entry": entry, "joined": joined}
        return History(**{**sensible, **fields})  # type: ignore[arg-type]  # any field

    return make


def test_each_outlet_stands_with_its_lag_its_likeness_and_the_reason(
    make_history: Callable[..., History],
    make_joined: Callable[..., Joined],
    account: Callable[[History], Account],
) -> None:
    decision = Decision(rule="nearly the same words")
    joined = make_joined("Post", decision=decision)
    (teller,) = account(make_history(joined)).tellers
    assert (teller.link.outlet, teller.link.headline) == ("Post", "Post says so")
    assert (teller.lag, teller.alike) == ("same minute, seen here +4 min", "93%")
    assert not teller.first
    assert teller.why == "nearly the same words; one sentence less"
    assert teller.link.page == "entry/Post"
    assert teller.post == joined.echoed.post.id


def test_who_was_ahead_by_the_outlets_own_times_is_told_beside_when_we_saw_it(
    make_history: Callable[..., History],
    make_joined: Callable[..., Joined],
    account: Callable[[History], Account],
    noon: datetime,
) -> None:
    joined = make_joined("Post")
    post = replace(joined.echoed.post, published=noon - 9 * MINUTE)
    ahead = replace(joined, echoed=replace(joined.echoed, post=post))
    told = account(make_history(ahead))
    (teller,) = told.tellers
    assert (teller.lag, teller.first) == (f"{MINUS}9 min, seen here +4 min", True)
    assert not told.item.first
    late = replace(ahead.echoed, post=replace(post, published=noon + 4 * MINUTE))
    late = replace(late, first_seen=noon + 5 * MINUTE)
    agreed = account(make_history(replace(ahead, echoed=late)))
    assert (agreed.tellers[0].lag, agreed.item.first) == ("+4 min", True)


def test_of_what_is_older_than_decisions_the_reasons_are_told(
    make_history: Callable[..., History],
    make_joined: Callable[..., Joined],
    account: Callable[[History], Account],
) -> None:
    told = account(make_history(make_joined("Post")))
    assert told.tellers[0].why == "one sentence less"
    assert (told.rule, told.configuration, told.candidates) == ("", "", ())


def test_families_and_agencies_are_marked(
    make_history: Callable[..., History],
    make_joined: Callable[..., Joined],
    account: Callable[[History], Account],
) -> None:
    history = make_history(
        make_joined("Post", voice=Voice(publisher="Big Press", wire="Reuters")),
        make_joined("Herald", voice=Voice(publisher="HERALD")),
        independent=2,
    )
    told = account(history)
    assert [each.marks for each in told.tellers] == [
        ("copy of Reuters", "published by Big Press"),
        (),
    ]
    assert told.voices == "2 independent voices of 3 outlets"
    assert told.marks == ()


def test_one_voice_and_one_outlet_are_one(
    make_history: Callable[..., History],
    make_joined: Callable[..., Joined],
    account: Callable[[History], Account],
) -> None:
    told = account(make_history(make_joined("The Gazette")))
    assert told.voices == "1 independent voice of 1 outlet"
    assert account(make_history()).voices == ""


def test_what_an_entry_follows_is_told_with_the_reason(
    make_history: Callable[..., History], account: Callable[[History], Account]
) -> None:
    weighed = Weighed(
        lead="wire#1",
        relation="update",
        likeness=0.8,
        rule="something speaks against it",
        reasons=("four → six",),
    )
    lost = replace(weighed, lead="gone#2", relation="related", reasons=())
    decision = Decision(rule="it differs", weighed=(weighed, lost), configuration="c0")
    history = make_history(decision=decision, leads={"wire#1": EARLIER})
    follower = replace(history, entry=replace(history.entry, follows=EARLIER))
    told = account(follower)
    assert told.follows is not None
    assert (told.follows.headline, told.follows.page) == ("Four hurt", "entry/0-e")
    assert told.follows_why == "something speaks against it; four → six"
    assert (told.rule, told.configuration) == ("it differs", "c0")
    near, far = told.candidates
    assert (near.link, near.relation, near.alike) == (told.follows, "update", "80%")
    assert (far.link.headline, far.link.page, far.reasons) == ("gone#2", None, "")
    assert account(history).follows_why == ""
    other = replace(EARLIER, id="urn:uuid:other")
    strange = replace(follower, entry=replace(follower.entry, follows=other))
    assert account(strange).follows_why == ""


def test_follow_ups_and_the_entry_that_holds_it_now_are_links(
    make_history: Callable[..., History], account: Callable[[History], Account]
) -> None:
    told = account(make_history(follow_ups=(EARLIER,), now_in=EARLIER))
    assert told.follow_ups == (told.now_in,)
    assert told.now_in is not None
    assert told.now_in.outlet == "Wire"


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        ("merge", "Post's “Post says so” and other#1 are one entry"),
        ("split", "Post's “Post says so” has left the entry of other#1"),
        ("never", "Post's “Post says so” and other#1 are never one entry"),
    ],
)
def test_rulings_are_told_in_words(
    make_history: Callable[..., History],
    make_joined: Callable[..., Joined],
    account: Callable[[History], Account],
    noon: datetime,
    ruling: Ruling,
    words: str,
) -> None:
    joined = make_joined("Post")
    override = Override(
        ruling=ruling, post=joined.echoed.post.id, other="other#1", made=noon, number=3
    )
    (told,) = account(make_history(joined, rulings=(override,))).rulings
    assert (told.words, told.number, told.time.words) == (words, 3, "12:00")
