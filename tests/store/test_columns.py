from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from aggregator.liveblog import Mention, Sign
from aggregator.store.columns import Records, Strings, UtcDateTime, clean

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


def test_records_come_back_as_they_went_in() -> None:
    sign = Sign(ended=True, weight="words", reason='title says "as it happened"')
    for kind, each in ((Sign, sign), (Mention, Mention(words="see 7.13 post"))):
        column = Records(kind)
        assert column.process_result_value(
            column.process_bind_param((each, each), ANY), ANY
        ) == (each, each)


def test_what_no_database_keeps_is_taken_out_of_records() -> None:
    hostile = Mention(words="see\0 7.13", post="\ud83d")
    written = Records(Mention).process_bind_param([hostile], ANY)
    assert written == [{"words": "see 7.13", "post": ""}]


def test_no_records_are_an_empty_tuple() -> None:
    assert Records(Mention).process_bind_param(None, ANY) == []
    assert Records(Mention).process_result_value(None, ANY) == ()
