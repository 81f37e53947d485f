from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from aggregator.publish.rendition import rendition

if TYPE_CHECKING:
    from datetime import datetime


def test_the_tag_is_strong_quoted_and_says_nothing_of_the_hour(noon: datetime) -> None:
    first = rendition(b"news", media_type="text/html", modified=noon)
    later = rendition(b"news", media_type="text/html", modified=noon.replace(hour=13))
    assert first.etag == later.etag
    assert first.etag.startswith('"')
    assert first.etag.endswith('"')


@given(
    pair=st.tuples(st.binary(), st.binary()),
    when=st.datetimes(timezones=st.timezones()),
)
def test_other_bytes_have_another_tag(
    pair: tuple[bytes, bytes], when: datetime
) -> None:
    tags = {rendition(b, media_type="", modified=when).etag for b in pair}
    assert len(tags) == len(set(pair))
