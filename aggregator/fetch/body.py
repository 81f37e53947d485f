"""Read the body of an answer, decompressed, and never more of it than agreed.

httpx decompresses whole chunks at once, so that 64 kB from the wire may become 64 MB
before anybody can say stop. Hence our own: `zlib` is told how
much we will take. It is the only coding asked for, and layers of codings are refused.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, cast

from aggregator.fetch.reasons import Unusable

if TYPE_CHECKING:
    import httpx

ACCEPTED = "gzip, deflate"
"""The codings that can be read: the value of Accept-Encoding."""

Unpack: TypeAlias = Callable[[bytes, int], bytes]
"""Decompresses a chunk, to at most so many bytes."""

_OURS = frozenset({"gzip", "x-gzip", "deflate"})
_FOREIGN = frozenset({"br", "zstd", "compress", "x-compress"})
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f"
_ZLIB_METHOD = 8


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Return the body of an answer that is being streamed, decompressed.

    Args:
        response: whose body has not been touched yet.
        limit: the most bytes to take, on the wire as well as after decompression.

    Raises:
        Unusable: it is too long, cut short, or compressed in a way that we cannot read.
        zlib.error: its compression is damaged.
    """
    coding = Inflater() if _is_compressed(response) else None
    unpack = coding.unpack if coding else _as_it_is
    body, wire = bytearray(), 0
    # Not `aiter_raw`: it cannot be had from an answer that came in one piece.
    async for chunk in cast("httpx.AsyncByteStream", response.stream):
        wire += len(chunk)
        body += unpack(chunk, limit + 1 - len(body))
        if max(wire, len(body)) > limit:
            reason = f"the answer is longer than {limit:,} bytes: too long to read"
            raise Unusable(reason)
    if coding and coding.is_amid:
        reason = "the compressed answer was cut short"
        raise Unusable(reason)
    return bytes(body)


class Inflater:
    """Decompresses gzip and deflate, in bounded steps.

    Takes all members of a gzip file (RFC 1952, section 2.2) and ignores padding after
    the last; takes deflate with its wrapper (RFC 1950) and, as browsers do, without.
    """

    def __init__(self) -> None:
        self._member: zlib._Decompress | None = None

    @property
    def is_amid(self) -> bool:
        """Whether a member was begun that has not come to its end."""
        return self._member is not None and not self._member.eof

    def unpack(self, data: bytes, most: int) -> bytes:
        """Return at most `most` bytes of what `data` holds; what is more is lost.

        Raises:
            zlib.error: the data is damaged, or not compressed.
        """
        found = bytearray()
        while data and len(found) < most:
            if self._member is None:
                self._member = zlib.decompressobj(_window(data))
            elif self._member.eof and data.startswith(_GZIP_MAGIC):
                self._member = zlib.decompressobj(_GZIP_OR_ZLIB)
            elif self._member.eof:
                break
            found += self._member.decompress(data, most - len(found))
            data = self._member.unused_data
        return bytes(found)


def _as_it_is(data: bytes, _: int) -> bytes:
    return data


def _window(data: bytes) -> int:
    wrapped = data.startswith(_GZIP_MAGIC) or data[0] & 15 == _ZLIB_METHOD
    return _GZIP_OR_ZLIB if wrapped else _RAW


def _is_compressed(response: httpx.Response) -> bool:
    """Tell whether to decompress; words that are no coding (`UTF-8`) mean nothing."""
    told = response.headers.get("content-encoding", "").lower().split(",")
    codings = [each.strip() for each in told if each.strip() in _OURS | _FOREIGN]
    if len(codings) > 1 or _FOREIGN.intersection(codings):
        reason = f"the answer is compressed as we did not ask: {', '.join(codings)}"
        raise Unusable(reason)
    return bool(codings)
