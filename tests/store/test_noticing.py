from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from aggregator.liveblog import Mention
from aggregator.model import Echo, New, Same

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Entry, Post, PostId
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]
    Latest = Callable[[], tuple[Entry, ...]]

SEE = "see 7.13 post"


@pytest.fixture
def withdrawn(store: Store) -> Callable[[PostId], datetime | None]:
    def ask(post: PostId) -> datetime | None:
        with store.reading() as unit:
            return unit.posts.held([post])[post].withdrawn

    return ask


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "key_event"},
        {"time_doubtful": True},
        {"mentions": (Mention(words=SEE, post="a"),)},
    ],
)
def test_what_changes_besides_the_words_updates_no_entry(
    look: Look, timeline: Latest, make_post: MakePost, change: dict[str, Any]
) -> None:
    post, other = make_post(), make_post()
    look(New(post=post), New(post=other))
    before, bystander = timeline()
    changed = replace(post, **change)
    look(Same(post=changed), Same(post=other), hours=1)
    assert timeline() == (replace(before, post=changed), bystander)
    look(Same(post=post), hours=2)
    back = timeline()[0].post
    assert (back.kind, back.time_doubtful) == ("post", False)


def test_of_an_echo_it_is_kept_too(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9))
    look(Same(post=replace(echo, kind="summary")))
    (entry,) = timeline()
    assert [each.post.kind for each in entry.echoes] == ["summary"]


def test_other_fields_of_a_post_that_is_the_same_are_not_written(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    look(
        Same(post=replace(post, html="<p>new</p>", url="https://moved.example/")),
        Same(post=replace(post, published=noon - timedelta(hours=1))),
    )
    assert timeline()[0].post == post


def test_what_a_reference_meant_is_not_forgotten_when_that_leaves_the_page(
    look: Look, timeline: Latest, make_post: MakePost
) -> None:
    meant = (Mention(words=SEE, post="a"), Mention(words="see above"))
    post = make_post(mentions=meant)
    look(New(post=post))
    look(Same(post=replace(post, mentions=(Mention(words=SEE), meant[1]))))
    assert timeline()[0].post.mentions == meant


def test_a_certain_time_takes_the_place_of_a_guess(
    store: Store, look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    guess = make_post(time_doubtful=True)
    look(New(post=guess), days=2)
    certain = replace(guess, published=noon + timedelta(days=1), time_doubtful=False)
    look(Same(post=replace(guess, published=None, time_doubtful=False)))
    assert timeline()[0].post == guess
    look(Same(post=certain), days=3)
    (entry,) = timeline()
    assert (entry.post, entry.published) == (certain, noon)
    renamed = replace(certain, key="renamed")
    with store.reading() as unit:
        assert unit.posts.keys([renamed]) == {renamed.id: guess.key}


def test_a_guess_at_another_time_casts_no_doubt_on_the_one_that_is_held(
    look: Look, timeline: Latest, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    guess = noon - timedelta(hours=1)
    look(Same(post=replace(post, published=guess, time_doubtful=True)))
    assert timeline()[0].post == post


def test_a_post_is_withdrawn_once_and_its_words_stay(
    store: Store,
    look: Look,
    make_post: MakePost,
    withdrawn: Callable[[PostId], datetime | None],
    noon: datetime,
) -> None:
    post, other = make_post(), make_post()
    look(New(post=post), New(post=other))
    for hours in (1, 2):
        with store.begin() as unit:
            at = noon + timedelta(hours=hours)
            unit.posts.withdraw([post.id, "gazette#never-seen"], at)
    assert withdrawn(post.id) == noon + timedelta(hours=1)
    assert withdrawn(other.id) is None
    with store.reading() as unit:
        assert unit.posts.held([post.id])[post.id].post == post


def test_a_post_that_is_seen_again_stands_again(
    store: Store,
    look: Look,
    make_post: MakePost,
    withdrawn: Callable[[PostId], datetime | None],
    noon: datetime,
) -> None:
    seen, said, gone = (make_post() for _ in range(3))
    look(*(New(post=each) for each in (seen, said, gone)))
    with store.begin() as unit:
        unit.posts.withdraw([seen.id, said.id, gone.id], noon)
        unit.posts.restore([said.id])
    look(Same(post=seen), hours=1)
    assert withdrawn(seen.id) is None
    assert withdrawn(said.id) is None
    assert withdrawn(gone.id) == noon


def test_who_is_not_held_is_passed_over(
    store: Store, look: Look, make_post: MakePost
) -> None:
    look(Same(post=make_post()))
    with store.reading() as unit:
        assert unit.posts.count() == 0


def test_a_look_without_news_writes_nothing_and_asks_little(
    store: Store, look: Look, make_post: MakePost
) -> None:
    hostile = Mention(words="see\0 7.13", post="a\0")
    posts = [make_post(mentions=(hostile,)) for _ in range(900)]
    look(*(New(post=each) for each in posts))
    statements: list[str] = []

    def note(*asked: Any) -> None:
        statements.append(asked[2])

    event.listen(store._engine, "before_cursor_execute", note)
    look(*(Same(post=each) for each in posts))
    assert not [each for each in statements if each.startswith(("UPDATE", "INSERT"))]
    assert len(statements) <= 4  # two open the transaction


def test_many_are_withdrawn_and_restored_in_few_statements(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    posts = [make_post() for _ in range(900)]
    look(*(New(post=each) for each in posts))
    statements: list[object] = []
    event.listen(
        store._engine, "before_cursor_execute", lambda *asked: statements.append(asked)
    )
    with store.begin() as unit:
        unit.posts.withdraw([each.id for each in posts], noon)
        unit.posts.restore(each.id for each in posts)
    assert len(statements) <= 9
