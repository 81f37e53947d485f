"""Read the body of an answer, decompressed, and never more of it than agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aggregator.fetch.codings import DAMAGED, decompressor
from aggregator.fetch.reasons import Unusable

if TYPE_CHECKING:
    import httpx

_RATIO = 200  # to 1; pages of one's own writing come to 30, and zeros to 1,000 and more
_HARMLESS = 1_000_000  # bytes; below, the ratio means nothing


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Return the body of an answer that is being streamed, decompressed.

    Args:
        response: whose body has not been touched yet.
        limit: the most bytes to take, on the wire as well as after decompression.

    Raises:
        Unusable: it is too long, cut short, or compressed beyond belief, badly, or in
            a way that we cannot read.
    """
    coding = decompressor(response.headers.get("content-encoding", ""))
    unpack = coding.unpack if coding else _as_it_is
    body, wire = bytearray(), 0
    try:
        # Not `aiter_raw`: it cannot be had from an answer that came in one piece.
        async for chunk in cast("httpx.AsyncByteStream", response.stream):
            wire += len(chunk)
            body += unpack(chunk, limit + 1 - len(body))
            _keep_bounds(len(body), wire, limit)
    except DAMAGED as error:
        reason = f"the answer's compression is damaged: {error}"
        raise Unusable(reason) from error
    if coding and coding.is_amid:
        reason = "the compressed answer was cut short"
        raise Unusable(reason)
    return bytes(body)


def _as_it_is(data: bytes, _: int) -> bytes:
    return data


def _keep_bounds(length: int, wire: int, limit: int) -> None:
    if length > max(_HARMLESS, _RATIO * wire):
        reason = f"the answer is compressed by more than {_RATIO} to 1: a bomb, no page"
        raise Unusable(reason)
    if max(wire, length) > limit:
        reason = f"the answer is longer than {limit:,} bytes: too long to read"
        raise Unusable(reason)
