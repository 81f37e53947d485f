"""What one reader says of one post, made comparable with what another says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract.drafts import vague
from aggregator.extract.visible import serials
from aggregator.text import markup, times, urls
from aggregator.text.remembered import remembered
from aggregator.text.words import squeeze, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from aggregator.extract.drafts import Draft

_ENOUGH = 3  # posts; what is the same for fewer may be so by chance
_OPENING = 8  # words that tell one post from another
_SHORT_TITLE = 3  # words; below that it may be a label
_RUN = 3  # words in a row, by which bodies are compared
_HEAD = 40  # characters in which the first word is, be there quotation marks before it
_DOTS = ("…", "...", "&hellip;", "&#8230;")
_CUT = re.compile(r"(?:…|\.\.\.)(?:\s+\S+){0,5}\s*\Z")
_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")  # before the first word
_HIDING = ("<style", "<script", "<svg")  # what is in them is no word
_FIRST_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\D*(\d{1,3})\D*")
_FIRST_PLACES = {0, 1}

Sign: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """A draft with its words and time; each is worked out when it is asked for."""

    draft: Draft

    @cached_property
    def headline(self) -> str | None:
        """The draft's headline as it is written, but for one that a machine made."""
        return None if self.is_invented else self.draft.title or None

    @property
    def is_invented(self) -> bool:
        """Whether its headline is only the start of its body.

        So with WordPress, whose live blogs take the first ten words and three dots.
        """
        if not self.draft.title or not self._may_be_invented:
            return False
        return self.begins_with(self.draft.title)

    @cached_property
    def title(self) -> tuple[str, ...]:
        """The words of the headline."""
        return _words(markup.inline(self.headline or ""))

    @cached_property
    def body(self) -> tuple[str, ...]:
        """The words of the body."""
        return _words(self._text)

    @cached_property
    def time(self) -> datetime | None:
        """When it says that the post was published."""
        return times.parse(self.draft.published or "", zone=self.draft.zone)

    @cached_property
    def updated(self) -> datetime | None:
        """When it says that the post was changed."""
        return times.parse(self.draft.updated or "", zone=self.draft.zone)

    @cached_property
    def doubtful(self) -> bool:
        """Whether the day or the zone of `time` is a guess."""
        return vague(self.draft)

    @cached_property
    def serials(self) -> tuple[str, ...]:
        """Its ids without the words that outlets put before them."""
        return tuple(sorted(serials(self.draft)))

    @property
    def stated(self) -> object:
        """All that makes it a post of its own, but for its time; a copy states it too.

        Few words are no proof: two goals are two posts.
        """
        own_id = None if len(self.body) >= _OPENING else self.serials
        return self.title, self.body, own_id

    @cached_property
    def ids(self) -> tuple[Sign, ...]:
        """What surely tells it from other posts."""
        return tuple(("id", serial) for serial in self.serials)

    @cached_property
    def openings(self) -> tuple[Sign, ...]:
        """The words that it begins with, if they are enough to know it by.

        And all that it says: many posts may begin alike, "Air raid sirens in".
        """
        opening: Sign = ("opening", *self.body[:_OPENING])
        title: Sign = ("title", *self.title)
        whole: Sign = ("whole", *self.body)
        return (
            *([whole] if len(self.body) > _OPENING else ()),
            *([opening] if len(self.body) >= _OPENING // 2 else ()),
            *([title] if len(self.title) >= _SHORT_TITLE else ()),
        )

    @cached_property
    def runs(self) -> tuple[Sign, ...]:
        """All runs of its words."""
        return tuple(zip(*(self.body[start:] for start in range(_RUN)), strict=False))

    @property
    def is_cut(self) -> bool:
        """Whether its body ends in three dots, but for a link to the rest."""
        end = (self.draft.html or self.draft.text or "")[-_HEAD:]
        dotted = any(dots in end for dots in _DOTS)  # a cheap no
        return dotted and _CUT.search(self._text) is not None

    def begins(self, other: Voice) -> bool:
        """Tell whether it is the start of another, under the same headline or none.

        The last words may be those of a link to the rest, or cut themselves.
        """
        start = self.body[: len(words(_CUT.sub("", self._text))) - 1]
        return (
            len(start) >= _OPENING
            and len(other.body) > len(self.body)
            and other.body[: len(start)] == start
            and self.title in {(), other.title}
        )

    def begins_with(self, headline: str) -> bool:
        """Tell whether a headline is only the start of its body."""
        return _is_start(markup.inline(headline), squeeze(self._text))

    def goes_beyond(self, other: Voice) -> bool:
        """Tell whether its body holds the other's opening and is no shorter."""
        if len(self.body) < len(other.body):
            return False
        sure = other.body[:-1] if other.is_cut else other.body  # a word may be cut
        opening = sure[:_OPENING]
        begins = self.body[: len(opening)] == opening  # mostly, and cheaply seen
        return begins or _joined(opening) in _joined(self.body)

    @cached_property
    def _text(self) -> str:
        return (
            markup.plain(self.draft.html) if self.draft.html else self.draft.text or ""
        )

    @property
    def _may_be_invented(self) -> bool:
        """Compare the first word only, without cleaning the markup: a cheap no."""
        said = self.draft.html or self.draft.text or ""
        begun = _TAGS.match(said)
        start = begun.end() if begun else 0
        if any(tag in said[:start] for tag in _HIDING):
            return True
        word = _FIRST_WORD.search(markup.inline(self.draft.title or ""))
        return word is not None and word[0] in unescape(said[start : start + _HEAD])


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one reader says of all posts, without what is no evidence."""

    voices: Sequence[Voice]
    copies: int = 0  # posts that stood twice and were left out
    unsupported: int = 0  # posts of a guess that no other reader knows
    constant: frozenset[str] = frozenset()  # fields that were the same for all posts
    label: str | None = None  # a headline that most of its posts share
    positional: bool = False  # its ids only number the posts of the page


def heard(drafts: Sequence[Draft]) -> Heard:
    """Return what a reader says, without what is no evidence and without copies."""
    constant = _constant(drafts)
    voices = [Voice(draft=_without(draft, constant)) for draft in drafts]
    kept = _once(voices)
    return Heard(
        voices=kept,
        copies=len(voices) - len(kept),
        constant=constant,
        label=_label(kept),
        positional=_are_places(kept),
    )


def _constant(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return whether times, headlines, marks or addresses are the same for all."""
    if len({(draft.html, draft.text) for draft in drafts}) < _ENOUGH:
        return frozenset()  # a pinned copy says what its post says
    columns: dict[str, set[str | None]] = {
        "published": {draft.published for draft in drafts},
        "title": {draft.title for draft in drafts},
        "kind": {draft.kind for draft in drafts},
        "url": {draft.url for draft in drafts},
    }
    return frozenset(
        name for name, said in columns.items() if len(said) == 1 and said != {None}
    )


def _without(draft: Draft, constant: Collection[str]) -> Draft:
    if "published" in constant:
        draft = replace(draft, published=None, updated=None)
    if "kind" in constant:
        draft = replace(draft, kind=None)
    if "url" in constant:  # else all would be one post
        draft = replace(draft, url=None)
    return replace(draft, title=None) if "title" in constant else draft


def _label(voices: Sequence[Voice]) -> str | None:
    often = Counter(voice.draft.title for voice in voices if voice.draft.title)
    ((title, count),) = often.most_common(1) or [("", 0)]
    return title if count >= _ENOUGH and 2 * count > often.total() else None


def _once(voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices without copies: of the same words, and time or no own id.

    The words of a post whose time no other has are not looked at, for they cost the
    most; nor those of posts without an id where none has one.
    """
    often = Counter(voice.time for voice in voices)
    named = _named(voices)
    kept: dict[object, Voice] = {}
    for place, voice in enumerate(voices):
        if named and not voice.draft.id and (voice.title, voice.body) in named:
            continue
        alone = voice.time is not None and often[voice.time] == 1
        kept.setdefault(place if alone else (voice.time, voice.stated), voice)
    return _uncut(list(kept.values()))


def _uncut(voices: list[Voice]) -> list[Voice]:
    """Return the voices without those that are the start of another, for a pinned copy.

    Such a copy has no id where posts have one; where none has, it ends in three dots.
    Its time may be that of an edit. What is shorter than an opening is no proof.
    """
    if all(voice.draft.id for voice in voices):
        return voices
    named = any(voice.serials for voice in voices)
    cut = [each for each in voices if not each.serials and (named or each.is_cut)]
    whole = [voice for voice in voices if not named or voice.serials]
    copies = {id(each) for each in cut if any(map(each.begins, whole))}
    return [voice for voice in voices if id(voice) not in copies]


def _named(voices: Sequence[Voice]) -> set[object]:
    """Return what posts with an id say, where there are others to compare with."""
    if all(voice.draft.id for voice in voices):
        return set()
    said = (voice for voice in voices if voice.draft.id and voice.body)
    return {(voice.title, voice.body) for voice in said}


def _are_places(voices: Sequence[Voice]) -> bool:
    """Tell whether ids number the posts from the newest on, wherever that stands.

    Then each is another post's at the next look (Times of India). What counts from
    the oldest post on stays.
    """
    names = (voice.draft.id or urls.fragment(voice.draft.url or "") for voice in voices)
    found = [_NUMBER.fullmatch(name) for name in names]
    numbers = [int(each[1]) for each in found if each]
    if len(numbers) < max(_ENOUGH, len(voices)):
        return False
    times = [voice.time for voice in voices if voice.time]
    if times and times[0] < times[-1]:
        numbers.reverse()
    steps = {after - before for before, after in pairwise(numbers)}
    return numbers[0] in _FIRST_PLACES and steps == {1}


@remembered
def _words(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _joined(words: Sequence[str]) -> str:
    """Return words in one string, in which whole words are found."""
    return f" {' '.join(words)} " if words else ""


def _is_start(title: str, text: str) -> bool:
    """A headline that is all of the post, or its start cut anywhere, is a machine's."""
    start = title.rstrip(".… ")
    if not start or not text.startswith(start):
        return False
    rest = text.removeprefix(start).lstrip(".… ")
    return title.endswith(("…", "...")) or not rest or rest[0].islower()
