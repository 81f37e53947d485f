"""Live blogs that were found: by a source that lists them, or as successors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from aggregator.follow import choice
from aggregator.liveblog import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aggregator.looks.look import Look
    from aggregator.model import Extraction, Source, SourceId, SourceState
    from aggregator.store.unit import Unit

_GIVEN_UP = 5  # failures in a row of a live blog that never could be read
_OVER = timedelta(days=2)  # after it was closed, it is looked at no more


def followed(unit: Unit, sources: Iterable[Source]) -> list[Source]:
    """Return `sources`, and the live blogs that were found by them."""
    configured = list(sources)
    return [*configured, *unit.live_blogs.followed(configured)]


def find(look: Look, extraction: Extraction) -> tuple[Link, ...]:
    """Follow from now on what a list names, or where a live blog goes on."""
    source = look.due.source
    if source.discover is not None:
        return _listed(look, extraction.links, source)
    if extraction.kind != "live" or extraction.signs.successor is None:
        return ()
    return _succeeding(look, extraction.signs.successor, extraction.signs.title)


def let_go(look: Look, state: SourceState) -> None:
    """Stop to follow a found live blog that is long over, or never could be read."""
    if look.due.source.found_by is None:
        return
    life = state.life
    if life is not None and life.stage == "closed" and look.now - life.since > _OVER:
        look.unit.live_blogs.drop(state.source, f"closed: {life.reason}", look.now)
    elif state.last_success is None and state.failures >= _GIVEN_UP:
        look.unit.live_blogs.drop(state.source, state.error or "", look.now)


def _listed(look: Look, links: Sequence[Link], source: Source) -> tuple[Link, ...]:
    """Follow those of a list's live blogs that its limits allow."""
    if source.discover is None:
        return ()
    live_blogs = look.unit.live_blogs
    states = [
        look.unit.sources.state(each.id) for each in live_blogs.followed([source])
    ]
    chosen = choice.chosen(
        links,
        source.discover,
        followed=live_blogs.known(source.id),
        active=sum(not _is_closed(each) for each in states),
        now=look.now,
    )
    return tuple(each for each in chosen if _follow(look, source, each, follows=None))


def _succeeding(look: Look, url: str, title: str | None) -> tuple[Link, ...]:
    source = look.due.source
    root = replace(source, id=source.found_by or source.id)
    known = look.unit.live_blogs.known(root.id) | {source.url}
    if choice.canonical(url) in map(choice.canonical, known):
        return ()
    link = Link(url=url, title=title or source.outlet)
    return (link,) if _follow(look, root, link, follows=source.id) else ()


def _follow(look: Look, root: Source, link: Link, *, follows: SourceId | None) -> bool:
    """Follow a live blog from now on; return whether it was not known before."""
    found = choice.found_source(root, link)
    return look.unit.live_blogs.add(found, link, look.now, follows=follows)


def _is_closed(state: SourceState) -> bool:
    return state.life is not None and state.life.stage == "closed"
