from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.model import Activity, Echo, New

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from aggregator.model import Post
    from aggregator.store.unit import Store

    MakePost = Callable[..., Post]
    Look = Callable[..., None]


def test_sources_tell_what_they_did_and_how_fast(
    store: Store, look: Look, make_post: MakePost, noon: datetime
) -> None:
    leads = [make_post() for _ in range(3)]
    look(*(New(post=each) for each in leads))
    for seconds, lead in zip((30, 90, 4_000), leads, strict=True):
        echo = make_post(source="herald", outlet="The Herald")
        look(Echo(post=echo, lead=lead.id, likeness=0.9), seconds=seconds)
    twice = make_post(source="gazette-2")  # of the same outlet
    look(Echo(post=twice, lead=leads[0].id, likeness=0.9), hours=5)
    late = make_post(source="courier", outlet="The Courier")
    look(Echo(post=late, lead=leads[0].id, likeness=0.9), hours=23, minutes=30)
    look(New(post=make_post()), hours=30)
    names = ["gazette", "herald", "gazette-2", "courier", "nobody"]
    with store.reading() as unit:
        told = unit.sources.activity(names, noon)
        assert unit.sources.activity([], noon) == {}
    none = (0,) * 24
    assert [*told] == names
    assert told["gazette"] == Activity(hours=(3, *none[1:]), first=3)
    assert told["herald"] == Activity(hours=(2, 1, *none[2:]), lag=90.0, echoes=3)
    assert told["gazette-2"] == Activity(hours=(*none[:5], 1, *none[6:]))
    assert told["courier"].lag == timedelta(hours=23.5).total_seconds()
    assert told["courier"].hours[23] == 1
    assert told["nobody"] == Activity(hours=none)
