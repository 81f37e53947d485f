from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.outputs import Line

if TYPE_CHECKING:
    from datetime import datetime

    from aggregator.store.unit import Store

HOUR = timedelta(hours=1)


def test_a_line_that_was_told_stays_as_it_was(store: Store, noon: datetime) -> None:
    first = Line(entry="urn:1", source="blog", start=noon, seen=noon)
    late = replace(first, entry="urn:2", seen=noon + HOUR, part=1)
    with store.begin() as unit:
        unit.hours.keep("feed", [])
        unit.hours.keep("feed", [first])
        unit.hours.keep("feed", [replace(first, seen=noon + HOUR), late])
        unit.hours.keep("other", [replace(first, start=noon + HOUR)])
    with store.reading() as unit:
        assert unit.hours.lines("feed", noon) == [first, late]
        assert unit.hours.lines("feed", noon + HOUR) == []
        assert len(unit.hours.lines("other", noon + HOUR)) == 1
