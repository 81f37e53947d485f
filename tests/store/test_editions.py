from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.editions import last_changed
from aggregator.outputs import Told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aggregator.store.unit import Store

SECOND = timedelta(seconds=1)


def changed(
    store: Store, said: str, now: datetime, name: str = "hour", *, singly: bool = False
) -> datetime:
    told = Told(
        digest=said.encode().ljust(32), at=now - 9 * SECOND, now=now, singly=singly
    )
    return last_changed(store, {name: told})[name]


def test_what_was_never_told_says_itself_when_it_became_so(
    store: Store, noon: datetime
) -> None:
    moment = noon + timedelta(milliseconds=300)
    assert changed(store, "one", moment) == noon - 9 * SECOND
    assert changed(store, "one", noon + 60 * SECOND) == noon - 9 * SECOND
    assert changed(store, "two", moment + 60 * SECOND) == noon + 60 * SECOND
    assert changed(store, "one", noon, "another") == noon - 9 * SECOND


def test_what_another_thread_has_kept_meanwhile_has_not_changed(
    store: Store, noon: datetime
) -> None:
    told = Told(digest=b"one".ljust(32), at=noon, now=noon + SECOND)
    with store.begin() as unit:
        assert unit.editions.keep({"hour": told}) == {"hour": noon}
        later = Told(digest=told.digest, at=noon, now=noon + 9 * SECOND)
        assert unit.editions.keep({"hour": later}) == {"hour": noon}


def test_a_name_that_is_not_told_again_is_kept(store: Store, noon: datetime) -> None:
    first = changed(store, "one", noon)
    changed(store, "one", noon + SECOND, "another")
    assert changed(store, "one", noon + 2 * SECOND) == first
    assert last_changed(store, {}) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(st.tuples(st.sampled_from("ab"), st.integers(-3, 3)), max_size=9),
    singly=st.booleans(),
)
def test_whatever_is_told_and_however_clocks_go_no_change_is_before_another(
    store: Store, noon: datetime, told: Sequence[tuple[str, int]], *, singly: bool
) -> None:
    name = f"{told}{singly}"
    moments = [
        (said, changed(store, said, noon + after * SECOND, name, singly=singly))
        for said, after in told
    ]
    for (said, moment), (then, later) in pairwise(moments):
        assert later >= moment
        if said == then:
            assert later == moment
        elif singly:
            assert later > moment
