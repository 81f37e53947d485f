"""The several lists of posts that one page gives, joined post by post, field by field.

No source of a page is right in all. Each reader hands in its list; a new reader needs
nothing here but its place in the mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import openings, timing
from aggregator.extract.drafts import Draft
from aggregator.extract.matching import matched
from aggregator.extract.voices import Voice
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from aggregator.extract.matching import Post
    from aggregator.extract.voices import Heard

_NONE = timedelta()
_CUT = ("…", "...")
_LONGEST = 100  # characters; search engines want at most 110, and many cut there
_SILENCE = Voice(draft=Draft())

Chosen: TypeAlias = Mapping[str, str]
"""The reader that each field of one post is taken from, where any states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What all readers say, matched post by post, and whose times are believed."""

    heard: Mapping[str, Heard]  # the most trusted first
    posts: Sequence[Post]
    off: Mapping[str, timedelta]  # by how much a reader's times are
    clocks: Sequence[str]  # the readers, the best times first

    @property
    def copies(self) -> int:
        """How many posts one reader told twice, at most."""
        return max((each.copies for each in self.heard.values()), default=0)

    def drafts(self) -> list[Draft]:
        """Return the posts of the page, each out of what all readers say of it."""
        return openings.cleared([self._draft(post) for post in self.posts])

    def chosen(self, post: Post) -> Chosen:
        """Return which reader each field of a post is taken from."""
        trusted = [name for name in self.heard if name in post]
        timed = [name for name in self.clocks if name in post]
        named = self._named(post, trusted)

        def first(names: Sequence[str], says: Callable[[Voice], object]) -> str | None:
            return next((name for name in names if says(post[name])), None)

        text = _text(post, trusted)
        found = {
            "id": first(named, lambda voice: voice.draft.id),
            "url": first(named, lambda voice: voice.draft.url),
            "title": self._title(post, trusted, text),
            "text": text,
            "published": self._published(post, timed),
            "updated": first(timed, lambda voice: voice.updated),
            "author": first(trusted, lambda voice: voice.draft.author),
            "language": first(trusted, lambda voice: voice.draft.language),
            "kind": first(trusted, lambda voice: voice.draft.kind),
        }
        return {field: name for field, name in found.items() if name}

    def is_guess(self, name: str, voice: Voice) -> bool:
        """Tell whether a time is a guess that no other reader has set right."""
        return voice.doubtful and name not in self.off

    def right(self, name: str, time: datetime | None) -> datetime | None:
        """Return when a reader's time is, without its false zone."""
        return time - self.off.get(name, _NONE) if time else None

    def _title(
        self, post: Post, trusted: Sequence[str], text: str | None
    ) -> str | None:
        """Return who has the headline, or the whole of it where the first is cut off.

        What most posts have as well, a label, gives way to a headline of its own.
        """
        titled = [name for name in trusted if is_titled(name, post, text)]
        own = [name for name in titled if not self._is_label(name, post[name])]
        first = next(iter(own or titled), None)
        if first is None or not is_cut(post[first].headline or ""):
            return first
        start = post[first].title[:-1]  # the last word may be cut
        others = (name for name in titled if name != first)
        whole = (name for name in others if post[name].title[: len(start)] == start)
        return max(whole, key=lambda name: len(post[name].title), default=first)

    def _is_label(self, name: str, voice: Voice) -> bool:
        return voice.draft.title == self.heard[name].label

    def _published(self, post: Post, timed: Sequence[str]) -> str | None:
        """Return whose time is believed: the best clock's that is no guess."""
        dated = [name for name in timed if post[name].time]
        sure = (name for name in dated if not self.is_guess(name, post[name]))
        return next(sure, next(iter(dated), None))

    def _named(self, post: Post, trusted: Sequence[str]) -> Sequence[str]:
        """Return the readers whose ids are no places on the page.

        An id that is one to another reader is so here too: that reader knows the times.
        """
        placed = [name for name in trusted if self.heard[name].positional]
        places = {serial for name in placed for serial in post[name].serials}
        return [
            name
            for name in trusted
            if name not in placed and places.isdisjoint(post[name].serials)
        ]

    def _draft(self, post: Post) -> Draft:
        name, voice = next(iter(post.items()))
        if len(post) == 1 and name not in self.off and not self.heard[name].positional:
            kept = voice.headline == voice.draft.title
            return voice.draft if kept else replace(voice.draft, title=None)
        return self._merged(post)

    def _merged(self, post: Post) -> Draft:
        chosen = self.chosen(post)

        def by(field: str) -> tuple[str, Voice]:
            return chosen.get(field, ""), post.get(chosen.get(field, ""), _SILENCE)

        (clock, timed), (other, changed) = by("published"), by("updated")
        body = by("text")[1].draft
        return Draft(
            id=by("id")[1].draft.id,
            url=by("url")[1].draft.url,
            title=by("title")[1].draft.title,
            html=body.html,
            text=body.text,
            published=_written(self.right(clock, timed.time)),
            updated=_written(self.right(other, changed.updated)),
            author=by("author")[1].draft.author,
            language=by("language")[1].draft.language,
            kind=by("kind")[1].draft.kind,
            doubtful=self.is_guess(clock, timed),
        )


def joined(heard: Mapping[str, Heard]) -> Joined:
    """Return the posts of a page, each with all that its readers say of it.

    Args:
        heard: what they say by the reader's name, the most trusted first.
    """
    telling = {name: each for name, each in heard.items() if each.voices}
    posts = matched(telling)
    off = timing.offsets(posts, list(telling))
    clocks = timing.believed(posts, list(telling), off)
    return Joined(heard=telling, posts=posts, off=off, clocks=clocks)


def _written(time: datetime | None) -> str | None:
    return times.rfc3339(time) if time else None


def is_cut(headline: str) -> bool:
    """Tell whether a headline may go on elsewhere."""
    return headline.rstrip().endswith(_CUT) or len(headline) >= _LONGEST


def is_titled(name: str, post: Post, text: str | None) -> bool:
    """Tell whether a reader has a headline that no machine made.

    One without a text of its own may be the start of what another has. But what is
    shown as a heading is one, whatever the text says again.

    Args:
        name: the reader's.
        post: what is said of the post.
        text: the reader that has its text, if any has.
    """
    voice = post[name]
    bare = not (voice.draft.html or voice.draft.text or name in timing.SHOWN)
    if not voice.headline or not bare or text is None:
        return bool(voice.headline)
    return not post[text].begins_with(voice.headline)


def _text(post: Post, trusted: Sequence[str]) -> str | None:
    """Return who has the first body, or one that goes on where that is cut off."""
    best: str | None = None
    for name in trusted:
        voice = post[name]
        if not (voice.draft.html or voice.draft.text):
            continue
        if best is None or voice.goes_beyond(post[best]):
            best = name
    return best
