"""Take a ruling as a person sends it, from the page of an entry."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote

from aggregator.errors import StoreError
from aggregator.evidence import Ruling
from aggregator.looks.rulings import decide
from aggregator.text.words import printable, squeeze

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from concurrent.futures import Executor
    from datetime import datetime

    from aggregator.evidence import Override
    from aggregator.model import PostId
    from aggregator.store.unit import Store, Unit

_RULINGS: Mapping[str, Ruling] = {each: each for each in get_args(Ruling)}
# The address of an entry's page, the id of the entry, or its bare number.
_ENTRY = re.compile(
    r"(?:https?://\S*/entry/)?(?:urn:uuid:)?"
    r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[?#]\S*)?",
    re.IGNORECASE,
)


class ByHand:
    """Takes rulings from pages, each in one transaction on the lane.

    Args:
        store: where they are kept; a judge obeys them at its next look.
        lane: of the house; one thing is written at a time.
        clock: tells the time.
        done: called when one is kept: feeds may have changed.
    """

    def __init__(
        self,
        store: Store,
        lane: Executor,
        *,
        clock: Callable[[], datetime],
        done: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._lane = lane
        self._clock = clock
        self._done = done

    async def take(self, fields: Mapping[str, str]) -> str:
        """Rule as a form asks (see `rule`); return where the entry's page is from it.

        Raises:
            StoreError: it cannot be ruled, in plain words; nothing was changed.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._lane, self._rule, fields)
        await self._done()
        return f"../{quote(fields['entry'], safe='')}#rulings"

    def _rule(self, fields: Mapping[str, str]) -> None:
        with self._store.begin() as unit:
            rule(unit, fields, self._clock())


def rule(unit: Unit, fields: Mapping[str, str], now: datetime) -> Override:
    """Rule as a form asks.

    Args:
        unit: one that writes.
        fields: `ruling`, one of merge, split and never; `post`, or else `entry`, whose
            post is meant; and `other`, but for a split. A post goes by its id or its
            address, or by the id or the address of its entry.
        now: when it was sent.

    Raises:
        StoreError: it cannot be ruled, in plain words; nothing was changed.
    """
    ruling = _RULINGS.get(fields.get("ruling", ""))
    if ruling is None:
        message = f"a ruling is one of {', '.join(_RULINGS)}"
        raise StoreError(message)
    post = _named(unit, fields.get("post") or fields.get("entry", ""))
    other = post if ruling == "split" else _named(unit, fields.get("other", ""))
    return decide(unit, ruling, post, other, now)


def _named(unit: Unit, name: str) -> PostId:
    told = squeeze(printable(name))
    entry = _ENTRY.fullmatch(told)
    found = unit.posts.find(f"urn:uuid:{entry['uuid'].lower()}" if entry else told)
    if not found:
        message = (
            f"there is no post or entry {told!r}: give the address of its page here, "
            "or that of the post at its outlet"
        )
        raise StoreError(message)
    if len(found) > 1:
        message = (
            f"{len(found)} posts share the address {told}: "
            "give the address of the entry's page here"
        )
        raise StoreError(message)
    return found[0]
