"""Live blogs that were found: by a source that lists them, or as successors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.follow import choice
from aggregator.liveblog import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregator.liveblog import Discover
    from aggregator.looks.look import Look
    from aggregator.model import Answer, Extraction, Source, SourceId, SourceState
    from aggregator.store.unit import Unit

_DEAD = 5  # failures in a row, from which it takes no other's place
_GIVEN_UP = 48  # from which it is looked at no more: two days, at an hour's pace
_OVER = timedelta(days=2)  # after it was closed, likewise
_AT_ONCE = 20  # live blogs of one source, before it is taken at its word no more


def followed(unit: Unit, sources: Iterable[Source]) -> list[Source]:
    """Return `sources`, and the live blogs that were found by them."""
    configured = list(sources)
    return [*configured, *unit.live_blogs.followed(configured)]


def find(look: Look, extraction: Extraction) -> tuple[Link, ...]:
    """Follow from now on what a list names, or where a live blog goes on."""
    source = look.due.source
    if source.discover is not None:
        return _listed(look, extraction.links, source.discover)
    if extraction.kind != "live" or extraction.signs.successor is None:
        return ()
    return _succeeding(look, extraction.signs.successor, extraction.signs.title)


def let_go(look: Look, state: SourceState) -> None:
    """Stop to follow a found live blog that is long over, or cannot be read."""
    if look.due.source.found_by is None:
        return
    life = state.life
    if life is not None and life.stage == "closed" and look.now - life.since > _OVER:
        look.unit.live_blogs.drop(state.source, f"closed: {life.reason}", look.now)
    elif state.failures >= _GIVEN_UP:
        look.unit.live_blogs.drop(state.source, state.error or "", look.now)


def is_followed_elsewhere(look: Look, answer: Answer) -> bool:
    """Tell whether a found live blog turns out to be one that is followed already.

    Its address leads to that one's: under two ids, its posts would be told twice.
    """
    source, state = look.due.source, look.due.state
    if source.found_by is None or state.last_success is not None:
        return False
    if not answer.redirects:
        return False
    others = choice.places(_known(look) - {source.url})
    return choice.place(answer.redirects[-1].url) in others


def _listed(look: Look, links: Sequence[Link], discover: Discover) -> tuple[Link, ...]:
    """Follow those of a list's live blogs that its limits allow."""
    source = look.due.source
    chosen = choice.chosen(
        links,
        discover,
        followed=_known(look),
        active=_active(look, source),
        now=look.now,
    )
    return tuple(each for each in chosen if _follow(look, source, each, follows=None))


def _succeeding(look: Look, url: str, title: str | None) -> tuple[Link, ...]:
    source = look.due.source
    root = replace(source, id=source.found_by or source.id)
    known = choice.places(_known(look) | {source.url})
    if choice.place(url) in known or _active(look, root) >= _AT_ONCE:
        return ()
    link = Link(url=url, title=title or source.outlet)
    return (link,) if _follow(look, root, link, follows=source.id) else ()


def _follow(look: Look, root: Source, link: Link, *, follows: SourceId | None) -> bool:
    """Follow a live blog from now on; return whether it was not known before."""
    found = choice.found_source(root, link)
    return look.unit.live_blogs.add(found, link, look.now, follows=follows)


def _known(look: Look) -> set[str]:
    """Return the addresses that are configured, or were found by what is.

    A live blog that two sources lead to is followed once, and one that links back to
    where it came from leads nowhere.
    """
    found = look.unit.live_blogs.known(look.configured)
    return found.union(look.configured.values())


def _active(look: Look, root: Source) -> int:
    """Return how many live blogs are followed because of a source, and may yet tell."""
    followed = look.unit.live_blogs.followed([root])
    states = (look.unit.sources.state(each.id) for each in followed)
    return sum(each.failures < _DEAD and not _is_closed(each) for each in states)


def _is_closed(state: SourceState) -> bool:
    return state.life is not None and state.life.stage == "closed"
