"""Durations and sizes, written as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(
    r"(?=\d)"
    r"(?:(?P<days>\d{1,6})d)?"
    r"(?:(?P<hours>\d{1,6})h)?"
    r"(?:(?P<minutes>\d{1,6})m)?"
    r"(?:(?P<seconds>\d{1,6})s)?",
    re.ASCII,
)
_SIZE = re.compile(r"(?P<number>\d{1,6}) ?(?P<unit>b|kb|mb|gb)", re.ASCII)
_BYTES = {"b": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}

DURATION_FORM = 'must be a time in quotes, such as "30s", "5m", "7d" or "1h30m"'
SIZE_FORM = 'must be a size, such as "500kB" or "8MB", or a number of bytes'


def duration(text: str) -> timedelta:
    """Return the time that `text` tells: days, hours, minutes, seconds, in that order.

    Raises:
        ValueError: it is none of "30s", "5m", "2h", "7d", "1h30m" and the like.
    """
    written = _DURATION.fullmatch(text)
    if not written:
        raise ValueError(DURATION_FORM)
    return timedelta(**{unit: int(n) for unit, n in written.groupdict("0").items()})


def size(text: str) -> int:
    """Return the bytes that `text` tells; a kB has 1000, in capitals or not.

    Raises:
        ValueError: it is none of "900B", "500kB", "8MB", "1GB" and the like.
    """
    written = _SIZE.fullmatch(text.lower())
    if not written:
        raise ValueError(SIZE_FORM)
    return int(written["number"]) * _BYTES[written["unit"]]
