"""Which entries of the window a post could belong to, and in which order to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.stems import hashes_of, weights_of
from aggregator.dedup.window import ticks

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from datetime import datetime

    from aggregator.dedup.stems import Stems
    from aggregator.dedup.window import Window
    from aggregator.model import PostId

_FAR = 0.299  # of the lighter post is shared: `likeness` calls it distinct
_LEADS = 6  # that are compared: the nearest of all candidates
_ECHOES = 3  # of one lead
_STEMS = 2_000  # of all leads that are compared: of long posts, fewer


class Near(NamedTuple):
    """A lead that a post may be like, by serial, and those of its echoes."""

    lead: int
    echoes: list[int]
    shared: float  # of the lighter post, at most


def nearby(
    window: Window,
    stems: Stems,
    known: Mapping[int, int],
    *,
    since: datetime,
    anchors: Container[PostId] = (),
) -> list[Near]:
    """Return the leads that a post could be like, the nearest first, then the oldest.

    Args:
        window: where they are looked for.
        stems: of the post.
        known: their weight in tenths, by hash.
        since: older leads are not looked at.
        anchors: echoes that stand for their entry as its lead does.
    """
    found: dict[int, list[int]] = {}
    for serial in window.index.candidates(stems.hashes[: stems.places]):
        post = window.id(serial)
        lead = serial if post in anchors else window.serial(window.lead(post) or post)
        if lead is not None:
            echoes = found.setdefault(lead, [])
            if serial != lead:
                echoes.append(serial)
    first = ticks(since)
    near = [
        Near(lead, echoes[:_ECHOES], _shared(stems, known, window.stems(lead)))
        for lead, echoes in found.items()
        if window.age(lead)[0] >= first
    ]
    near = [each for each in near if each.shared >= _FAR]
    near.sort(key=lambda each: (-each.shared, window.age(each.lead)))
    return _bounded(near, window)


def _bounded(near: list[Near], window: Window) -> list[Near]:
    """Return the first that have 2,000 stems together, but always one."""
    kept, stems = list[Near](), 0
    for each in near[:_LEADS]:
        stems += len(hashes_of(window.stems(each.lead)))
        if kept and stems > _STEMS:
            break
        kept.append(each)
    return kept


def _shared(stems: Stems, known: Mapping[int, int], other: bytes) -> float:
    """Return how much of the lighter of two posts is in the other, at most.

    What has no hash is taken to be shared, so the answer is never less than the
    overlap that `likeness` finds.
    """
    whole, rest = weights_of(other)
    shared = sum(filter(None, map(known.get, hashes_of(other))))
    return (shared + min(stems.rest, rest)) / max(1, min(stems.weight, whole))
