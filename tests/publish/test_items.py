from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from aggregator.liveblog import Mention
from aggregator.model import Echoed, Entry, Reference, Timeline
from aggregator.publish.items import Day, Item, anchor_of, days_of, hues_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from .conftest import MakeEntry, MakePost

    MakeTimeline = Callable[[Sequence[Entry]], Timeline]
    Show = Callable[..., tuple[Day, ...]]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def show(make_timeline: MakeTimeline, noon: datetime) -> Show:
    def days(*entries: Entry) -> tuple[Day, ...]:
        return days_of(make_timeline(entries), now=noon)

    return days


def only(days: Sequence[Day]) -> Item:
    ((item,),) = [day.items for day in days]
    return item


def test_items_are_parted_where_the_day_changes(
    show: Show, make_entry: MakeEntry, noon: datetime
) -> None:
    yesterday = noon - timedelta(days=1)
    days = show(
        make_entry(),
        make_entry(),
        make_entry(surfaced=yesterday, published=yesterday - timedelta(days=1)),
    )
    assert [(day.iso, len(day.items)) for day in days] == [
        ("2026-03-01", 2),
        ("2026-02-28", 1),
    ]
    assert days[1].name == "Yesterday, Saturday 28 February"
    assert days[1].items[0].time.words == "27 Feb 12:00"


def test_an_anchor_is_a_plain_word_made_from_the_id() -> None:
    assert anchor_of("urn:uuid:00-aa") == "e-00-aa"
    assert anchor_of('tag:x.example,2026:a/"b') == "e-a-b"


def test_an_author_who_is_the_outlet_is_not_named_twice(
    show: Show, make_entry: MakeEntry, make_post: MakePost
) -> None:
    assert only(show(make_entry(make_post(author="THE GAZETTE")))).author == ""
    assert only(show(make_entry(make_post(author="Ann\nLee")))).author == "Ann Lee"


def test_who_said_the_same_is_told_with_lag_and_likeness(
    show: Show, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    echo = Echoed(
        post=make_post(outlet="Wire", published=noon + 3 * MINUTE),
        first_seen=noon + 5 * MINUTE,
        likeness=0.934,
        reasons=("same figures",),
    )
    item = only(show(make_entry(echoes=(echo,))))
    (also,) = item.also
    assert item.first
    assert not also.first
    assert (also.outlet, also.lag) == ("Wire", "+3 min")
    assert also.why == "93% alike; same figures"


def test_a_claim_from_the_future_or_none_counts_as_when_it_was_seen(
    show: Show, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    claims = [noon + 90 * MINUTE, None]
    echoes = tuple(
        Echoed(
            post=make_post(published=claim), first_seen=noon + 5 * MINUTE, likeness=1.0
        )
        for claim in claims
    )
    item = only(show(make_entry(echoes=echoes)))
    assert [also.lag for also in item.also] == ["+5 min", "+5 min"]


def test_who_was_not_ahead_of_all_is_not_called_first(
    show: Show, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    earlier = Echoed(
        post=make_post(published=noon - 4 * MINUTE), first_seen=noon, likeness=1.0
    )
    assert not only(show(make_entry())).first
    late = Echoed(post=make_post(published=None), first_seen=noon, likeness=1.0)
    item = only(show(make_entry(echoes=(late, earlier))))
    assert not item.first
    assert [each.first for each in item.also] == [False, True]


def test_what_an_item_follows_is_linked_on_the_page_or_at_its_outlet(
    show: Show, make_entry: MakeEntry
) -> None:
    head = make_entry()
    near = Reference(id=head.id, url="https://x.example/1", title="Four", outlet="Wire")
    far = Reference(id="urn:1", url="https://x.example/2", title="Six", outlet="Wire")
    (day,) = show(make_entry(follows=near), make_entry(follows=far), head)
    follows = [item.follows for item in day.items]
    assert [each and each.url for each in follows] == [
        f"#{anchor_of(head.id)}",
        "https://x.example/2",
        None,
    ]


def test_outlets_on_one_page_have_colours_of_their_own_while_these_last() -> None:
    names = [f"Outlet {number}" for number in range(8)]
    assert sorted(hues_of(names).values()) == list(range(8))
    assert set(hues_of([*names, "One more"]).values()) == set(range(8))
    assert hues_of(names[:1]) == hues_of(names[:1] * 2)


def test_what_the_outlet_makes_of_a_post_is_told(
    show: Show, make_entry: MakeEntry, make_post: MakePost, noon: datetime
) -> None:
    plain = only(show(make_entry()))
    assert (plain.kind, plain.doubtful, plain.edit, plain.withdrawn) == (
        "",
        False,
        "",
        None,
    )
    post = make_post(kind="key_event", time_doubtful=True)
    marked = only(show(make_entry(post, change="correction", withdrawn=noon)))
    assert (marked.kind, marked.doubtful, marked.edit) == (
        "key event",
        True,
        "correction",
    )
    assert marked.withdrawn
    assert marked.withdrawn.words == "12:00"


def test_a_reference_leads_to_the_post_it_means_where_that_is_on_the_page(
    show: Show, make_entry: MakeEntry, make_post: MakePost
) -> None:
    meant = make_entry(make_post(key="a"))
    mentions = (
        Mention(words="see 7.13 post", post="a"),
        Mention(words="see 6.02 post", post="gone"),
        Mention(words="see 5.00 post"),
    )
    entry = make_entry(make_post(key="b", mentions=mentions))
    ((item, _),) = [day.items for day in show(entry, meant)]
    assert [(each.words, each.url) for each in item.pointers] == [
        ("see 7.13 post", f"#{anchor_of(meant.id)}"),
        ("see 6.02 post", None),
        ("see 5.00 post", None),
    ]
