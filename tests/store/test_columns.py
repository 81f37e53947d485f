from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from aggregator.store.columns import Strings, UtcDateTime, clean

ANY = sqlite.dialect()


@given(st.text(st.characters(exclude_categories=[]) | st.just("\0")))
def test_what_was_cleaned_can_be_kept_and_stays_clean(text: str) -> None:
    kept = clean(text)
    assert "\0" not in kept
    assert kept.encode().decode() == kept == clean(kept)


def test_an_instant_comes_back_in_utc() -> None:
    kept = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    column = UtcDateTime()
    written = column.process_bind_param(kept, ANY)
    assert written == kept
    for told in (kept, datetime(2026, 3, 1, 10)):  # noqa: DTZ001  (as SQLite does)
        back = column.process_result_value(told, ANY)
        assert back == kept
        assert back.tzinfo is UTC


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 1), ANY)  # noqa: DTZ001  (that is the point)


def test_no_strings_are_an_empty_tuple() -> None:
    assert Strings().process_bind_param(None, ANY) == []
    assert Strings().process_result_value(None, ANY) == ()
