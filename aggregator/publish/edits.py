"""The edits of a post as the page of its entry shows them: what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aggregator.publish.alterations import Run, alterations
from aggregator.publish.phrases import Moment, clock
from aggregator.publish.wording import legal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from aggregator.history import Version
    from aggregator.model import Post

_MOST = 20  # that are shown; some outlets touch a post every minute
_LONGEST = 12_000  # characters of a text that are laid beside another


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit: the words before and after, where they differ."""

    number: int  # from 1, the first
    time: Moment
    what: str  # it did: "correction"; "edit", where that is not known
    title: tuple[Run, ...]  # empty where it is the same
    text: tuple[Run, ...]


def edits_of(post: Post, versions: Sequence[Version], *, day: date) -> tuple[Edit, ...]:
    """Return the last edits of `post`, the newest first.

    Args:
        post: in its present words.
        versions: its earlier words, oldest first.
        day: whose times need no date.
    """
    shown = versions[-_MOST:]
    wordings: list[Version | Post] = [*shown, post]
    return tuple(
        Edit(
            number=version.number,
            time=clock(version.replaced_at, day=day),
            what=version.change or "edit",
            title=_altered(version.title or "", after.title or ""),
            text=_altered(version.text, after.text),
        )
        for version, after in reversed(list(zip(shown, wordings[1:], strict=True)))
    )


def _altered(before: str, after: str) -> tuple[Run, ...]:
    old, new = legal(before), legal(after)
    return () if old == new else alterations(_cut(old), _cut(new))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
