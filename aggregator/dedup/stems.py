"""A post as the window remembers it: its stems, hashed, the rarest first."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from zlib import crc32

from aggregator.dedup.reading import tenths

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Rarest: TypeAlias = Callable[[Iterable[int]], list[int]]

_TELLING = 4  # tenths, from which a stem is worth a place
PLACES = 12  # stems that a post is entered and looked up under
_VERSION = 1  # of stems, hashes and layout: what is of another is read anew
_HEAD = struct.Struct("<BBHH")
_KNOWN = 65_536  # stems whose hash is remembered
_MOST = 1_000  # hashes of a post; the rest is counted by weight alone
_SPREAD = 0x9E3779B1  # odd (Knuth, The Art of Computer Programming, 6.4)
_TENTHS = 10


class Stems(NamedTuple):
    """The stems of one post as numbers of 32 bits."""

    hashes: tuple[int, ...]
    places: int  # so many of them, the rarest that tell, it is entered under
    weight: int  # of all its stems, in tenths
    rest: int  # of those that are not among `hashes`

    @classmethod
    def of(cls, known: Mapping[int, int], weight: float, rarest: Rarest) -> Stems:
        """Return what is kept of a post.

        Args:
            known: its stems, as `hashed` gives them.
            weight: of its reading.
            rarest: chooses the rarest of the stems that tell, twelve at most.
        """
        places = rarest([each for each, tenths in known.items() if tenths >= _TELLING])
        whole = min(round(weight * _TENTHS), 0xFFFF)
        return cls(
            hashes=(*places, *sorted(known.keys() - places)),
            places=len(places),
            weight=whole,
            rest=max(0, whole - sum(known.values())),
        )

    def packed(self) -> bytes:
        """Return them for the store, four bytes a stem."""
        head = _HEAD.pack(_VERSION, self.places, self.weight, self.rest)
        return head + struct.pack(f"<{len(self.hashes)}I", *self.hashes)


def is_of_this_version(data: bytes) -> bool:
    """Tell whether bytes are what `Stems.packed` gives today; else they are no use."""
    body = len(data) - _HEAD.size
    if body < 0 or body % 4:
        return False
    return data[0] == _VERSION and data[1] <= min(PLACES, body // 4)


def hashes_of(data: bytes) -> tuple[int, ...]:
    """Return the hashes alone of what is known to be of this version."""
    return struct.unpack_from(f"<{(len(data) - _HEAD.size) // 4}I", data, _HEAD.size)


def weights_of(data: bytes) -> tuple[int, int]:
    """Return the weight of all stems, and of those without hash, in tenths."""
    _, _, whole, rest = _HEAD.unpack_from(data)
    return whole, rest


def places_of(data: bytes) -> tuple[int, ...]:
    """Return the hashes that a post is entered under."""
    return struct.unpack_from(f"<{data[1]}I", data, _HEAD.size)


def hashed(bag: Collection[str]) -> dict[int, int]:
    """Return the stems of a bag by their hash, each with its weight in tenths.

    The smallest hashes of all, if there are more than a thousand: any two posts choose
    the same of what they share.
    """
    found = dict(map(_HASHES.__getitem__, bag))
    if len(found) > _MOST:
        return {each: found[each] for each in sorted(found)[:_MOST]}
    return found


class _Hashes(dict[str, tuple[int, int]]):
    """The hash and the tenths of a stem, the same in each process and for ever."""

    def __missing__(self, stem: str) -> tuple[int, int]:
        number = crc32(stem.encode("utf-8", "surrogatepass"))
        found = (number * _SPREAD) & 0xFFFFFFFF, tenths(stem)
        if len(self) >= _KNOWN:
            self.clear()
        self[stem] = found
        return found


_HASHES = _Hashes()
