"""A body comes whole and decompressed, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.body import Inflater, read_body
from aggregator.fetch.reasons import Unusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

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
    data = b"".join(map(gzip.compress, members)) + bytes(9)  # padded, as tapes are
    chunks = [data[start : start + width] for start in range(0, len(data), width)]
    assert read(*chunks, coding="gzip") == b"".join(members)


def test_nothing_compressed_is_nothing() -> None:
    assert read(coding="gzip") == b""


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "deflate,gzip"])
def test_a_coding_that_nobody_asked_for_is_refused(coding: str) -> None:
    with pytest.raises(Unusable, match=f"as we did not ask: {coding[:2]}"):
        read(BODY, coding=coding)


@pytest.mark.parametrize("data", [gzip.compress(BODY, mtime=0)[:-4], RAW[:-9], b"\x1f"])
def test_a_body_cut_short_is_no_body(data: bytes) -> None:
    with pytest.raises(Unusable, match="cut short"):
        read(data, coding="gzip")


@pytest.mark.parametrize(
    "data", [BODY, gzip.compress(BODY, mtime=0)[:-8] + bytes(8), b"\x1fgarbage"]
)
def test_a_damaged_body_is_no_body(data: bytes) -> None:
    with pytest.raises(zlib.error):
        read(data, coding="gzip")


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
        (gzip.compress(b"", mtime=0) * 6, "gzip"),  # long on the wire only
    ],
)
def test_a_body_longer_than_agreed_is_refused(data: bytes, coding: str) -> None:
    with pytest.raises(Unusable, match="longer than 100 bytes"):
        read(data, coding=coding, limit=100)


def test_a_bomb_is_never_unpacked_beyond_what_is_asked() -> None:
    bomb = gzip.compress(bytes(10**8), compresslevel=1)
    assert len(Inflater().unpack(bomb, 1000)) == 1000
