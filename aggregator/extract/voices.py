"""What one reader says of one post, made comparable with what another says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract.visible import serials
from aggregator.text import markup, times
from aggregator.text.words import squeeze, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from aggregator.extract.drafts import Draft

_ENOUGH = 3  # posts; what is the same for fewer may be so by chance
_OPENING = 8  # words that tell one post from another
_SHORT_TITLE = 3  # words; below that it may be a label

Sign: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A draft with its words and time."""

    draft: Draft
    title: tuple[str, ...]
    body: tuple[str, ...]
    time: datetime | None
    updated: datetime | None

    @property
    def stated(self) -> object:
        """All that makes it a post of its own; a copy states the same.

        Few words are no proof: two goals are two posts.
        """
        own_id = None if len(self.body) >= _OPENING else self.draft.id
        return self.title, self.body, self.time, own_id

    def signs(self) -> Iterator[Sign]:
        """Yield what it may be known by, the surest first."""
        for serial in sorted(serials(self.draft)):
            yield "id", serial
        if len(self.body) >= _OPENING // 2:
            yield "opening", *self.body[:_OPENING]
        if len(self.title) >= _SHORT_TITLE:
            yield "title", *self.title

    def goes_beyond(self, other: Voice) -> bool:
        """Tell whether its body holds the other's opening and is no shorter."""
        opening = " ".join(other.body[:_OPENING])
        return len(self.body) >= len(other.body) and opening in " ".join(self.body)


def heard(drafts: Sequence[Draft]) -> list[Voice]:
    """Return what a reader says, without what is no evidence and without copies."""
    voices = [of(draft) for draft in _evidence(drafts)]
    named = {(each.title, each.body) for each in voices if each.draft.id}
    kept: dict[object, Voice] = {}
    for voice in voices:
        pinned = voice.body and (voice.title, voice.body) in named
        if voice.draft.id or not pinned:
            kept.setdefault(voice.stated, voice)
    return list(kept.values())


def _evidence(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Drop times or headlines that are the same for all: the page's, not theirs."""
    if len(drafts) < _ENOUGH:
        return drafts
    if len({draft.published for draft in drafts}) == 1:
        drafts = [replace(draft, published=None, updated=None) for draft in drafts]
    if len({draft.title for draft in drafts}) == 1:
        drafts = [replace(draft, title=None) for draft in drafts]
    return drafts


def of(draft: Draft) -> Voice:
    """Return a draft made comparable; a headline that a machine made is left out."""
    title = markup.inline(draft.title or "")
    text = squeeze(markup.plain(draft.html) if draft.html else draft.text or "")
    if _is_invented(title, text):
        draft, title = replace(draft, title=None), ""
    return Voice(
        draft=draft,
        title=tuple(words(title)),
        body=tuple(words(text)),
        time=times.parse(draft.published or "", zone=draft.zone),
        updated=times.parse(draft.updated or "", zone=draft.zone),
    )


def _is_invented(title: str, text: str) -> bool:
    """A headline that is all of the post, or its start cut anywhere, is a machine's.

    So with WordPress, whose live blogs take the first ten words and three dots.
    """
    start = title.rstrip(".… ")
    if not start or not text.startswith(start):
        return False
    rest = text.removeprefix(start).lstrip(".… ")
    return title.endswith(("…", "...")) or not rest or rest[0].islower()
