"""What people decided over the judge, and what follows for the posts that are kept."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from aggregator.dedup.window import Window
    from aggregator.evidence import Override
    from aggregator.model import PostId


class Rulings:
    """All rulings that are in force, by post.

    Args:
        overrides: in the order in which they were made.
    """

    def __init__(self, overrides: Iterable[Override] = ()) -> None:
        self._together: defaultdict[PostId, set[PostId]] = defaultdict(set)
        self._apart: defaultdict[PostId, set[PostId]] = defaultdict(set)
        self._all = tuple(overrides)
        for each in self._all:
            kind = self._together if each.ruling == "merge" else self._apart
            kind[each.post].add(each.other)
            kind[each.other].add(each.post)

    @property
    def merged(self) -> Collection[PostId]:
        """The posts that were put together with others."""
        return self._together.keys()

    def joined(self, post: PostId, window: Window) -> PostId | None:
        """Return the lead of an entry that `post` was put into by hand, if any."""
        leads = filter(None, map(window.lead, self._together.get(post, ())))
        first = min(leads, key=_age_in(window), default=None)
        return None if first == post else first

    def parted(self, post: PostId, window: Window) -> set[PostId]:
        """Return the leads of the entries that `post` is kept out of."""
        others = self._apart.get(post, ())
        return {lead for lead in map(window.lead, others) if lead}

    def are_joined(self, post: PostId, lead: PostId, window: Window) -> bool:
        """Tell whether a post was put into the entry of `lead` by hand."""
        others = self._together.get(post, ())
        return any(lead in (other, window.lead(other)) for other in others)

    def apply(self, window: Window) -> dict[PostId, PostId | None]:
        """Set the leads of kept posts as they were ruled.

        Returns:
            The posts whose lead is another one now, each with the one it had.
        """
        before: dict[PostId, PostId | None] = {}
        for each in self._all:
            leads = window.lead(each.post), window.lead(each.other)
            moved = _joining if each.ruling == "merge" else _parting
            if leads[0] and leads[1]:
                for post, lead in moved(each, window):
                    had = window.lead(post)
                    before.setdefault(post, None if had == post else had)
                    window.follow(post, lead)
        return before


def _joining(each: Override, window: Window) -> Iterator[tuple[PostId, PostId]]:
    """Return the posts of the entry that came later, with the lead of the other."""
    leads = {window.lead(post) or post for post in (each.post, each.other)}
    first, *others = sorted(leads, key=_age_in(window))
    for later in others:
        for post in (later, *window.members(later)):
            yield post, first


def _parting(each: Override, window: Window) -> Iterator[tuple[PostId, None]]:
    """Return the post that leaves, if both are in one entry: never the lead."""
    if window.lead(each.post) == window.lead(each.other):
        echoes = [p for p in (each.post, each.other) if window.lead(p) != p]
        splits = each.ruling == "split" and each.post in echoes
        yield each.post if splits else max(echoes, key=_age_in(window)), None


def _age_in(window: Window) -> Callable[[PostId], tuple[int, int]]:
    """Return what puts posts of a window in order, the older first."""
    return lambda post: window.age(window.serial(post) or 0)
