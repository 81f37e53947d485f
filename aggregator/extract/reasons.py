"""Why a field of a post was taken from one reader rather than from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.extract import timing
from aggregator.extract.join import is_cut, is_titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.extract.join import Joined
    from aggregator.extract.matching import Post
    from aggregator.extract.voices import Voice

_MINUTE = timedelta(minutes=1)

ALONE = "no other states it"
_AGREES = "{} agrees"
_LESS = "{} says otherwise and is trusted less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which reader a field is taken from, and why."""

    reader: str | None  # None: what is stated is not to be believed
    why: str  # in words, for the operator


class Reasons:
    """Tells why; keeps what is the same for all posts of a page."""

    def __init__(self, joined: Joined) -> None:
        self._joined = joined
        columns = {name: timing.column(joined.posts, name) for name in joined.heard}
        self._crowded = {name for name in columns if timing.is_crowded(columns[name])}
        self._disorder = {name: timing.disorder(columns[name]) for name in columns}

    def choices(self, post: Post) -> dict[str, Choice]:
        """Return the choice of each field of a post that any of its readers states."""
        chosen = self._joined.chosen(post)
        reasons = {
            "id": self._id(post, chosen.get("id")),
            "published": self._published(post, chosen.get("published")),
            "title": self._title(post, chosen.get("title"), chosen.get("text")),
            "text": self._text(post, chosen.get("text")),
        }
        written = {field: "; ".join(why) for field, why in reasons.items()}
        return {
            field: Choice(reader=chosen.get(field), why=why or ALONE)
            for field, why in written.items()
            if why or field in chosen
        }

    def _id(self, post: Post, reader: str | None) -> Iterator[str]:
        for name, voice in _others(post, reader):
            if self._joined.heard[name].positional:
                yield f"{of(name)} only number the posts of the page"
            elif reader and voice.draft.id:
                same = set(voice.serials) & set(post[reader].serials)
                yield (_AGREES if same else _LESS).format(name)

    def _published(self, post: Post, reader: str | None) -> Iterator[str]:
        if reader and reader in self._joined.off:
            yield f"set right by {shift(-self._joined.off[reader])}, a false Z"
        if reader and self._joined.is_guess(reader, post[reader]):
            yield "its day or its zone is a guess"
        for name, voice in _others(post, reader):
            if "published" in self._joined.heard[name].constant:
                yield f"{of(name)} is the same for all posts, no evidence"
            elif name in self._joined.off:
                yield f"{name} is off by {shift(self._joined.off[name])}, a false Z"
            elif reader and voice.time:
                yield self._less_believed(post, reader, name)

    def _less_believed(self, post: Post, reader: str, name: str) -> str:
        mine = self._joined.right(reader, post[reader].time)
        theirs = post[name].time
        if mine and theirs and abs(mine - theirs) < _MINUTE:
            return _AGREES.format(name)
        if self._joined.is_guess(name, post[name]):
            return f"{of(name)} is a guess"
        if name in self._crowded:
            return f"{of(name)} is the same for most posts"
        if self._disorder[name] > self._disorder[reader]:
            return f"in page order, as {of(name)} are not"
        return _LESS.format(name)

    def _title(self, post: Post, reader: str | None, text: str | None) -> Iterator[str]:
        for name, voice in _others(post, reader):
            if "title" in self._joined.heard[name].constant:
                yield f"{of(name)} is the same for all posts, no evidence"
            elif voice.draft.title and not is_titled(name, post, text):
                yield f"{of(name)} is only the start of the text"
            elif reader and voice.headline:
                yield self._less_telling(name, voice, post[reader])

    def _less_telling(self, name: str, voice: Voice, best: Voice) -> str:
        if voice.title == best.title:
            return _AGREES.format(name)
        if voice.headline == self._joined.heard[name].label:
            return f"{of(name)} is a label that most posts share"
        if is_cut(voice.headline or ""):
            return f"{of(name)} is cut off"
        return _LESS.format(name)

    def _text(self, post: Post, reader: str | None) -> Iterator[str]:
        for name, voice in _others(post, reader):
            if not voice.body:
                yield f"{name} has none"
            elif reader and voice.body == post[reader].body:
                yield _AGREES.format(name)
            elif reader and post[reader].body[: len(voice.body)] == voice.body:
                yield f"{of(name)} is its beginning"
            elif reader and post[reader].goes_beyond(voice):
                yield f"it goes beyond {of(name)}"
            else:
                yield _LESS.format(name)


def _others(post: Post, reader: str | None) -> Iterator[tuple[str, Voice]]:
    return ((name, voice) for name, voice in post.items() if name != reader)


def of(name: str) -> str:
    """Return the name of a reader as an owner."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def shift(by: timedelta) -> str:
    """Return a shift as people write it: `+1:00`, `-5:30`."""
    minutes = round(by.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
