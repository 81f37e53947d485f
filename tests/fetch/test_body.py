"""A body comes whole and decompressed, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import random
import zlib
from typing import TYPE_CHECKING

import brotli
import httpx
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.body import read_body
from aggregator.fetch.reasons import Unusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

BODY = b"<p>Four people were taken to hospital.</p>" * 50
RAW = zlib.compress(BODY)[2:-4]  # deflate without its wrapper


def read(*chunks: bytes, coding: str = "", limit: int = 10_000) -> bytes:
    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    headers = {"Content-Encoding": coding} if coding else {}
    response = httpx.Response(200, headers=headers, content=stream())
    return asyncio.run(read_body(response, limit))


def test_a_plain_body_is_taken_as_it_is() -> None:
    assert read(BODY[:7], b"", BODY[7:]) == BODY


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (gzip.compress(BODY, mtime=0), "gzip"),
        (gzip.compress(BODY, mtime=0), " X-GZIP "),
        (zlib.compress(BODY), "deflate"),
        (RAW, "deflate"),
        (brotli.compress(BODY), "br"),
        (zstd.compress(BODY), "zstd"),
        (gzip.compress(BODY, mtime=0), "gzip, utf-8"),
        (BODY, "utf-8"),
        (BODY, "identity"),
    ],
)
def test_a_body_is_decompressed_as_its_header_says(data: bytes, coding: str) -> None:
    assert read(data, coding=coding) == BODY


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=4), st.integers(1, 40))
def test_members_and_chunks_may_be_cut_anywhere(
    members: list[bytes], width: int
) -> None:
    whole = b"".join(members)
    padded = b"".join(map(gzip.compress, members)) + bytes(9)  # as tapes are
    assert read(*cut(padded, width), coding="gzip") == whole
    assert read(*cut(brotli.compress(whole), width), coding="br") == whole
    frames = b"".join(map(zstd.compress, members))
    assert read(*cut(frames, width), coding="zstd") == whole


def cut(data: bytes, width: int) -> list[bytes]:
    return [data[start : start + width] for start in range(0, len(data), width)]


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_nothing_compressed_is_nothing(coding: str) -> None:
    assert read(coding=coding) == b""


@pytest.mark.parametrize("coding", ["compress", "dcz", "gzip, gzip", "deflate,br"])
def test_a_coding_that_nobody_asked_for_is_refused(coding: str) -> None:
    with pytest.raises(Unusable, match=f"as we did not ask: {coding[:2]}"):
        read(BODY, coding=coding)


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (gzip.compress(BODY, mtime=0)[:-4], "gzip"),
        (RAW[:-9], "deflate"),
        (b"\x1f", "gzip"),
        (brotli.compress(BODY)[:-4], "br"),
        (zstd.compress(BODY)[:-4], "zstd"),
    ],
)
def test_a_body_cut_short_is_no_body(data: bytes, coding: str) -> None:
    with pytest.raises(Unusable, match="cut short"):
        read(data, coding=coding)


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (BODY, "gzip"),
        (gzip.compress(BODY, mtime=0)[:-8] + bytes(8), "gzip"),
        (b"\x1fgarbage", "gzip"),
        (b"\xff" * 64, "br"),
        (brotli.compress(BODY) + b"more", "br"),
        (b"\xff" * 64, "zstd"),
    ],
)
def test_a_damaged_body_is_no_body(data: bytes, coding: str) -> None:
    with pytest.raises(Unusable, match="compression is damaged"):
        read(data, coding=coding)


def test_a_window_larger_than_agreed_is_not_opened() -> None:
    greedy: Mapping[int, int] = {zstd.CompressionParameter.window_log: 27}
    noise = random.Random(1).randbytes(9_000_000)  # noqa: S311  (no secret)
    with pytest.raises(Unusable, match="compression is damaged"):
        read(zstd.compress(noise, options=greedy), coding="zstd", limit=10**8)


def test_a_body_may_be_as_long_as_agreed() -> None:
    assert len(read(bytes(100), limit=100)) == 100
    assert (
        len(read(gzip.compress(bytes(100), mtime=0), coding="gzip", limit=100)) == 100
    )


@pytest.mark.parametrize(
    ("data", "coding"),
    [
        (bytes(101), ""),
        (gzip.compress(bytes(101), mtime=0), "gzip"),
        (gzip.compress(bytes(10**7), mtime=0), "gzip"),
        (brotli.compress(bytes(10**6)), "br"),
        (zstd.compress(bytes(10**6)), "zstd"),
        (gzip.compress(b"", mtime=0) * 6, "gzip"),  # long on the wire only
    ],
)
def test_a_body_longer_than_agreed_is_refused(data: bytes, coding: str) -> None:
    with pytest.raises(Unusable, match="longer than 100 bytes"):
        read(data, coding=coding, limit=100)


@pytest.mark.parametrize(
    ("bomb", "coding"),
    [
        (gzip.compress(bytes(10**7)), "gzip"),
        (brotli.compress(bytes(10**7)), "br"),
        (zstd.compress(bytes(10**7)), "zstd"),
    ],
)
def test_what_is_compressed_beyond_belief_is_a_bomb(bomb: bytes, coding: str) -> None:
    with pytest.raises(Unusable, match="200 to 1: a bomb"):
        read(bomb, coding=coding, limit=10**8)
    assert read(gzip.compress(bytes(10**6)), coding="gzip", limit=10**6)  # but small
