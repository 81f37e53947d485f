"""How one entry came to be: all that its own page tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from aggregator.evidence import Decision, Override
    from aggregator.liveblog import Change
    from aggregator.model import Echoed, Entry, EntryId, PostId, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Earlier words of a post."""

    number: int  # from 1, the oldest
    title: str | None
    html: str
    text: str
    author: str | None
    url: str
    replaced_at: datetime
    change: Change | None  # what the edit did that replaced them; None: not known
    outlet: str | None = None  # None: as the post has it; it was not kept
    language: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """One post that joined an entry, and why."""

    echoed: Echoed
    id: EntryId  # of the entry that it leads if it leaves
    lag: timedelta  # behind the first reporter: between the two moments we saw them
    decision: Decision | None = None  # None: it is older than decisions are kept
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One entry, with who joined it, what it said before and why it is what it is."""

    entry: Entry  # its post is the first reporter's; `independent` counts the voices
    decision: Decision | None = None
    versions: tuple[Version, ...] = ()  # oldest first
    joined: tuple[Joined, ...] = ()  # as they were first seen
    follow_ups: tuple[Reference, ...] = ()  # oldest first
    now_in: Reference | None = (
        None  # where its post is an echo: the entry that it is in
    )
    leads: Mapping[PostId, Reference] = field(default_factory=dict)
    """The entries of the leads that decisions name, those that are still held."""
    rulings: tuple[Override, ...] = ()  # that name one of its posts
