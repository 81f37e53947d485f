from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from aggregator.errors import StoreError
from aggregator.liveblog import Mention
from aggregator.model import Echo, New, Post, Revision, Same
from aggregator.store.engine import open_store
from aggregator.store.posts import Version

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]

# All of Unicode but NUL and halves of surrogate pairs, which no database keeps.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
TIMES = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    timezones=st.just(UTC),
)
POSTS = st.builds(
    Post,
    source=WORDS,
    outlet=WORDS,
    key=WORDS,
    url=WORDS,
    title=st.none() | WORDS,
    html=WORDS,
    text=WORDS,
    author=st.none() | WORDS,
    published=st.none() | TIMES,
    updated=st.none() | TIMES,
    language=st.none() | WORDS,
    kind=st.sampled_from(["post", "key_event", "summary"]),
    time_doubtful=st.booleans(),
    mentions=st.lists(
        st.builds(Mention, words=WORDS, post=st.none() | WORDS), max_size=3
    ).map(tuple),
)


class Undo(Exception):  # noqa: N818  (no error: what was written is taken back)
    pass


@given(post=POSTS)
@settings(
    # What an example writes is taken back, so all may share one database.
    suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_post_comes_back_as_it_went_in(
    post: Post, store: Store, noon: datetime
) -> None:
    with suppress(Undo), store.begin() as unit:
        unit.posts.save([New(post=post)], now=noon)
        assert unit.posts.held([post.id])[post.id].post == post
        assert unit.entries.latest(limit=1).entries[0].post == post
        raise Undo


def test_what_no_database_keeps_is_taken_out(
    store: Store, look: Look, make_post: MakePost
) -> None:
    post = make_post(key="a\0b", text="half a \ud83d face", html="\0<p>\0</p>")
    look(New(post=post, reasons=("\0four → six",)))
    with store.reading() as unit:
        held = unit.posts.held([post.id])[post.id].post
    assert (held.key, held.text, held.html) == ("ab", "half a  face", "<p></p>")


def test_a_key_may_be_longer_than_an_index_takes(
    store: Store, look: Look, make_post: MakePost
) -> None:
    keys = [
        "".join(chr(0x4E00 + (i * 7919 + n) % 20_000) for i in range(9_000))
        for n in range(2)
    ]
    posts = [make_post(key=key) for key in keys]
    look(*(New(post=each) for each in posts))
    with store.reading() as unit:
        held = unit.posts.held(each.id for each in posts)
    assert [held[each.id].post for each in posts] == posts


def test_a_post_is_held_whatever_its_age(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post), days=-400)
    with store.reading() as unit:
        held = unit.posts.held([post.id, "gazette#never-seen"])
    assert list(held) == [post.id]
    assert held[post.id].first_seen == noon - timedelta(days=400)


def test_any_number_of_posts_can_be_asked_for(
    store: Store, look: Look, make_post: MakePost
) -> None:
    posts = [make_post() for _ in range(1_200)]
    look(*(New(post=each) for each in posts))
    with store.reading() as unit:
        ids = [f"gazette#{n}" for n in range(40_000)] + [each.id for each in posts]
        assert unit.posts.held(ids).keys() == {each.id for each in posts}


def test_recent_posts_come_oldest_first(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    old, first, top, second = (make_post() for _ in range(4))
    look(New(post=old), minutes=-1)
    look(New(post=second), minutes=1)
    look(New(post=top), New(post=first))
    with store.reading() as unit:
        recent = [each.post.id for each in unit.posts.recent(noon)]
    assert recent == [first.id, top.id, second.id]


def test_a_held_echo_names_its_lead(
    store: Store, look: Look, make_post: MakePost
) -> None:
    lead, echo = make_post(), make_post(source="herald")
    look(New(post=lead))
    look(Echo(post=echo, lead=lead.id, likeness=0.9))
    with store.reading() as unit:
        held = unit.posts.held([lead.id, echo.id])
    assert held[lead.id].lead is None
    assert held[echo.id].lead == lead.id


def test_what_is_the_same_is_not_written(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post()
    look(New(post=post))
    with store.reading() as unit:
        before = unit.entries.stamp()
    look(Same(post=post), days=1)
    with store.reading() as unit:
        assert unit.entries.stamp() == before
        assert unit.posts.held([post.id])[post.id].first_seen == noon


def test_nothing_said_is_nothing_saved(store: Store, look: Look) -> None:
    look()
    with store.reading() as unit:
        assert unit.posts.count() == 0


def test_a_new_post_that_is_held_is_refused(
    store: Store, look: Look, make_post: MakePost
) -> None:
    post, other = make_post(), make_post()
    look(New(post=post))
    with pytest.raises(StoreError):
        look(New(post=other), New(post=post))
    with store.reading() as unit:
        assert unit.posts.count() == 1


def test_a_naive_time_is_refused(look: Look, make_post: MakePost) -> None:
    naive = datetime(2026, 3, 1)  # noqa: DTZ001  (that is the point)
    with pytest.raises(StoreError, match="without a zone"):
        look(New(post=make_post(published=naive)))


def test_earlier_words_are_kept_oldest_first(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    post = make_post(title="Four hurt", author="A. Reporter")
    look(New(post=post))
    six = replace(post, title="Six hurt", author=None)
    look(Revision(post=six, change="correction"), minutes=1)
    look(Revision(post=replace(post, title="Seven hurt", author=None)), minutes=2)
    with store.reading() as unit:
        first, second = unit.posts.versions(post.id)
        assert unit.posts.versions("gazette#never-seen") == []
        assert unit.posts.held([post.id])[post.id].post.title == "Seven hurt"
    assert first == Version(
        number=1,
        title="Four hurt",
        html=post.html,
        text=post.text,
        author="A. Reporter",
        url=post.url,
        replaced_at=noon + timedelta(minutes=1),
        change="correction",
        outlet=post.outlet,
        language=post.language,
        via=post.via,
    )
    assert (second.number, second.title) == (2, "Six hurt")
    assert second.change == "rewording"


def test_posts_are_counted_by_source(
    store: Store, look: Look, make_post: MakePost
) -> None:
    look(New(post=make_post()), New(post=make_post()))
    look(New(post=make_post(source="herald")))
    with store.reading() as unit:
        assert unit.posts.count() == 3
        assert unit.posts.count("gazette") == 2
        assert unit.posts.count("nobody") == 0


def test_the_newest_time_is_what_a_post_claims(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    hours = (3, 1, 2)
    look(*(New(post=make_post(published=noon - timedelta(hours=n))) for n in hours))
    look(New(post=make_post(published=None)), minutes=5)
    look(New(post=make_post(source="herald")), minutes=7)
    with store.reading() as unit:
        assert unit.posts.newest("gazette") == noon - timedelta(hours=1)
        assert unit.posts.newest("nobody") is None


def test_without_claims_the_newest_time_is_when_a_post_was_first_seen(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    for minutes in (0, 9, 5):
        look(New(post=make_post(published=None)), minutes=minutes)
    with store.reading() as unit:
        assert unit.posts.newest("gazette") == noon + timedelta(minutes=9)


def test_a_time_from_next_year_is_not_the_newest(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    look(New(post=make_post(published=noon + timedelta(days=365))))
    with store.reading() as unit:
        assert unit.posts.newest("gazette") == noon


def test_the_posts_between_two_times_come_oldest_first(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    times = {str(n): noon + timedelta(minutes=n) for n in (3, 0, 2, 4, 1)}
    look(*(New(post=make_post(key=n, published=at)) for n, at in times.items()))
    look(
        New(post=make_post(key="elsewhere", source="herald", published=times["2"])),
        New(post=make_post(key="untimed", published=None)),
    )
    with store.begin() as unit:
        unit.posts.withdraw(["gazette#3"], noon)
        found = unit.posts.between("gazette", times["0"], times["4"])
    assert found == [("gazette#1", times["1"]), ("gazette#2", times["2"])]


def test_both_are_asked_of_an_index(make_post: MakePost, noon: datetime) -> None:
    store = open_store("sqlite://")
    plans = []

    def explain(*asked: Any) -> None:
        connection, statement, parameters = asked[0], asked[2], asked[3]
        if statement.startswith("SELECT"):
            plan = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", parameters
            )
            plans.append(" ".join(row.detail for row in plan))

    with store.begin() as unit:
        unit.posts.save([New(post=make_post())], now=noon)
        event.listen(store._engine, "before_cursor_execute", explain)
        unit.posts.newest("gazette")
        unit.posts.between("gazette", noon, noon)
    store.close()
    claimed, seen, between = plans
    assert "COVERING INDEX ix_posts_source_published (source=?)" in claimed
    assert "COVERING INDEX ix_posts_source_first_seen (source=?)" in seen
    assert "INDEX ix_posts_source_published (source=? AND published>?" in between


def test_the_posts_of_a_moment_come_oldest_first(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    one, other = make_post(), make_post()
    later = make_post(published=noon + timedelta(minutes=1))
    elsewhere = make_post(source="herald")
    look(New(post=other), New(post=one), New(post=later), New(post=elsewhere))
    with store.reading() as unit:
        found = unit.posts.at("gazette", {noon, noon + timedelta(days=1)})
    assert [each.post for each in found] == [one, other]
