"""Decompress in bounded steps what an outlet has compressed.

httpx decompresses whole chunks at once, so that 64 kB from the wire may become 64 MB
before anybody can say stop. Here every decompressor is told how much will be taken.
"""

from __future__ import annotations

import sys
import zlib
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import brotli

from aggregator.fetch.reasons import Unusable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCEPTED = "gzip, deflate, br, zstd"
"""The codings that can be read: the value of Accept-Encoding."""

DAMAGED = (zlib.error, brotli.error, zstd.ZstdError)
"""What is raised where compressed data is damaged, or is not compressed at all."""

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW = -zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f"
_ZLIB_METHOD = 8
# 8 MB: all that zstd may ask of a client (RFC 9659); more would be a bomb in itself.
_ZSTD_WINDOW: Mapping[int, int] = {zstd.DecompressionParameter.window_log_max: 23}


class Inflater:
    """Decompresses gzip and deflate.

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


class Brotli:
    """Decompresses brotli (RFC 7932): one stream, and nothing after it."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    @property
    def is_amid(self) -> bool:
        """Whether the stream was begun and has not come to its end."""
        return self._begun and not self._stream.is_finished()

    def unpack(self, data: bytes, most: int) -> bytes:
        """Return at most `most` bytes of what `data` holds; what is more is lost.

        Raises:
            brotli.error: the data is damaged, or not compressed.
        """
        self._begun = self._begun or bool(data)
        # It may give more than it was told, by the size of its next buffer.
        return bytes(self._stream.process(data, output_buffer_limit=most)[:most])


class Zstd:
    """Decompresses zstd (RFC 8878), frame after frame."""

    def __init__(self) -> None:
        self._frame: zstd.ZstdDecompressor | None = None

    @property
    def is_amid(self) -> bool:
        """Whether a frame was begun that has not come to its end."""
        return self._frame is not None and not self._frame.eof

    def unpack(self, data: bytes, most: int) -> bytes:
        """Return at most `most` bytes of what `data` holds; what is more is lost.

        Raises:
            ZstdError: the data is damaged, or not compressed.
        """
        found = bytearray()
        while data and len(found) < most:
            if self._frame is None or self._frame.eof:
                self._frame = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
            found += self._frame.decompress(data, max_length=most - len(found))
            data = self._frame.unused_data
        return bytes(found)


Decompressor: TypeAlias = Inflater | Brotli | Zstd

_OURS: Mapping[str, type[Decompressor]] = MappingProxyType(
    {
        "gzip": Inflater,
        "x-gzip": Inflater,
        "deflate": Inflater,
        "br": Brotli,
        "zstd": Zstd,
    }
)
_FOREIGN = frozenset({"compress", "x-compress", "dcb", "dcz"})


def decompressor(told: str) -> Decompressor | None:
    """Return what decompresses a body; None, if it is not compressed.

    Args:
        told: its Content-Encoding; words that are no coding (`UTF-8`) mean nothing.

    Raises:
        Unusable: it is compressed more than once, or in a way that nobody asked for.
    """
    words = [each.strip() for each in told.lower().split(",")]
    codings = [each for each in words if each in _OURS or each in _FOREIGN]
    if not codings:
        return None
    if len(codings) > 1 or codings[0] in _FOREIGN:
        reason = f"the answer is compressed as we did not ask: {', '.join(codings)}"
        raise Unusable(reason)
    return _OURS[codings[0]]()


def _window(data: bytes) -> int:
    wrapped = data.startswith(_GZIP_MAGIC) or data[0] & 15 == _ZLIB_METHOD
    return _GZIP_OR_ZLIB if wrapped else _RAW
