"""The recent posts as the judge asks for them: read, weighed and found."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from aggregator.dedup.nearby import nearby
from aggregator.dedup.reading import read
from aggregator.dedup.stems import Stems, hashed, is_of_this_version
from aggregator.dedup.window import Window, ticks

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from aggregator.dedup.nearby import Near
    from aggregator.dedup.reading import Reading
    from aggregator.model import Held, Post, PostId

K = TypeVar("K")
V = TypeVar("V")
_Words: TypeAlias = "tuple[str | None, str, str | None]"  # title, text, language

_AWAY = 4_096  # posts taken back that are remembered
_READ = 32  # posts of the look in hand
_READINGS = 2_048  # of kept posts, some 30 MB: the newest, and those compared with
_DENIED = 16_384  # leads beside echoes: an edit makes it another pair


class _Latest(Generic[K, V]):
    """What was asked for last.

    Args:
        most: how many values are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._all = OrderedDict[K, V]()

    def get(self, key: K) -> V | None:
        """Return what is kept, if it is."""
        found = self._all.get(key)
        if found is not None:
            self._all.move_to_end(key)
        return found

    def put(self, key: K, value: V) -> V:
        """Keep a value, and return it."""
        self._all[key] = value
        if len(self._all) > self._most:
            self._all.popitem(last=False)
        return value


class _State(NamedTuple):
    """What a post is beside its words; of one that was taken back, what it was."""

    age: tuple[int, int]
    lead: PostId | None
    stems: bytes


class Memory:
    """The window, and the few readings that are asked for again and again.

    Args:
        most: how many posts are kept; then the oldest go.
    """

    def __init__(self, most: int) -> None:
        self.window = Window(most)
        self._away: dict[PostId, _State] = {}
        self.denied = _Latest[tuple[int, int], bool](_DENIED)  # lead and echo, serials
        self._new = _Latest[_Words, "Reading"](_READ)
        self._kept = _Latest[int, "Reading"](_READINGS)  # by serial

    def reading(self, post: Post) -> Reading:
        """Return a post as it is compared."""
        said = post.title, post.text, post.language
        return self._new.get(said) or self._new.put(said, read(*said))

    def kept(self, serial: int) -> Reading:
        """Return a post of the window as it is compared."""
        found = self._kept.get(serial)
        return found or self._kept.put(serial, self._read_again(serial))

    def stems(self, post: Post) -> bytes:
        """Return what a post is found by, as rare as its stems are now."""
        return self._stems(post, hashed(self.reading(post).bag)).packed()

    def nearby(
        self, post: Post, *, since: datetime, anchors: Container[PostId]
    ) -> tuple[list[Near], bytes]:
        """Return the leads that a post could be like, and what it is found by."""
        known = hashed(self.reading(post).bag)
        stems = self._stems(post, known)
        near = nearby(self.window, stems, known, since=since, anchors=anchors)
        return near, stems.packed()

    def enter(self, held: Held) -> None:
        """Keep a post, as the newest; in place of itself, if it is kept already."""
        seen = ticks(held.first_seen)
        was = self._away.pop(held.post.id, None)
        is_back = was is not None and was.age[0] == seen
        age = was.age if was and is_back else (seen, self.window.index.next_serial)
        stems = self._valid(held.post, held.stems)
        self._put(held.post, _State(age, held.lead, stems))

    def agree(self, lead: PostId, echo: PostId) -> None:
        """Take note that nothing speaks against an echo, if both are kept."""
        pair = self.window.serial(lead), self.window.serial(echo)
        if pair[0] is not None and pair[1] is not None:
            self.denied.put((pair[0], pair[1]), value=False)

    def revise(self, post: Post, *, leads: bool, stems: bytes) -> None:
        """Keep the new words of a post, if it is kept, or was taken back."""
        was = self._was(post.id)
        if was is not None:
            lead = None if leads else was.lead
            self._put(post, _State(was.age, lead, self._valid(post, stems)))

    def stand_again(self, post: Post) -> None:
        """Keep a post that was taken back, as it was."""
        was = self._away.pop(post.id, None)
        if was is not None:
            self._put(post, was)

    def take_back(self, post: PostId) -> None:
        """Find a post no more, until it is shown again."""
        was = self._was(post)
        if was is not None:
            self.window.drop(post)
            self._away[post] = was
            if len(self._away) > _AWAY:
                del self._away[next(iter(self._away))]

    def _put(self, post: Post, told: _State) -> None:
        """Keep a post; who has just been judged need not be read once more."""
        self.window.put(post, age=told.age, lead=told.lead, stems=told.stems)
        reading = self._new.get((post.title, post.text, post.language))
        if reading:
            self._kept.put(self.window.index.next_serial - 1, reading)

    def _was(self, post: PostId) -> _State | None:
        serial = self.window.serial(post)
        if serial is None:
            return self._away.pop(post, None)
        lead = self.window.lead(post)
        lead = None if lead == post else lead
        return _State(self.window.age(serial), lead, self.window.stems(serial))

    def _valid(self, post: Post, stems: bytes) -> bytes:
        return stems if is_of_this_version(stems) else self.stems(post)

    def _stems(self, post: Post, known: dict[int, int]) -> Stems:
        rarest = self.window.index.rarest
        return Stems.of(known, self.reading(post).weight, rarest)

    def _read_again(self, serial: int) -> Reading:
        said = self.window.said(serial)
        return read(said.title or None, said.text, said.language or None)
