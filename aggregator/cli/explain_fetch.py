"""`aggregator explain-fetch`: why a source is asked when it is."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from aggregator.cli.options import CONFIG, load
from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.looks.look import Due
    from aggregator.model import Source, SourceState
    from aggregator.settings import Settings
    from aggregator.store.unit import Unit


def explain_fetch(
    source: str = typer.Argument(help="The id of a source."), config: Path = CONFIG
) -> None:
    """Say why a source is asked when it is, or why it is not, and when next."""
    settings = load(config)

    from aggregator.looks.look import Due
    from aggregator.store.engine import open_store

    now = datetime.now(UTC)
    with (
        closing(open_store(settings.database.url)) as store,
        store.reading() as unit,
    ):
        asked = _named(unit, settings, source)
        due = Due(asked, unit.sources.state(source))
        for line in _account(due, unit, settings, now):
            typer.echo(line)


def _named(unit: Unit, settings: Settings, name: str) -> Source:
    from aggregator.looks.found import followed

    known = {each.id: each for each in followed(unit, settings.sources)}
    if name not in known:
        message = f"no source has the id {name!r}; there are: {', '.join(known)}"
        raise ConfigError(message)
    return known[name]


def _account(due: Due, unit: Unit, settings: Settings, now: datetime) -> Iterator[str]:
    from aggregator.follow import websub
    from aggregator.looks import manners

    asked = manners.asked(due, now)
    yield f"{due.source.id}: {due.source.outlet}"
    yield f"address    {asked.url}"
    yield from _moved(due, asked.url)
    yield f"last look  {_last(due.state, now)}"
    yield f"next look  {_next(due.state, now)}"
    yield from _asked_for(due, now)
    yield from _of_host(asked, unit, settings, now)
    for each in unit.subscriptions.of(due.source.id):
        yield f"           {websub.told(each, now)}"


def _moved(due: Due, url: str) -> Iterator[str]:
    move = due.state.move
    if move is not None and url == move.to:
        yield f"           which is where {due.source.url} has moved for good"
    elif move is not None:
        since = f"{move.count} answers since {move.since:%Y-%m-%d %H:%M}"
        yield f"           said to have moved to {move.to}: {since}, not believed yet"
    elif due.state.location is not None:
        yield f"           which led to {due.state.location}"


def _last(state: SourceState, now: datetime) -> str:
    if state.last_look is None:
        return "never"
    when = _when(state.last_look, now)
    if state.error is None:
        return f"{when}: it went well"
    return f"{when}: failed, {state.failures} in a row: {state.error}"


def _next(state: SourceState, now: datetime) -> str:
    if state.muted is not None:
        gone = f"the outlet said {_when(state.muted, now)} that it is gone for good"
        return f"none: {gone} (410); a new `url` or `aggregator refresh` asks again"
    if state.next_look is None:
        return "as soon as there is time: it was never asked"
    late = "" if state.next_look > now else ", which is due"
    return f"{_when(state.next_look, now)}{late}: {state.why or 'this is its pace'}"


def _asked_for(due: Due, now: datetime) -> Iterator[str]:
    """Yield what the outlet asks for, heeded or not."""
    hints, most = due.state.hints, due.source.hints
    if hints.fresh_until is not None:
        yield f"hints      its answer holds until {_when(hints.fresh_until, now)}"
    if hints.pause is not None:
        yield f"hints      the feed states a pace of {hints.pause}"
    if hints.skip:
        yield f"hints      the feed is not to be read at: {', '.join(hints.skip)} (GMT)"
    if hints.fresh_until or hints.pause or hints.skip:
        yield f"           of which `hints` grants {most}"
    known = due.state.validators
    sent = [each for each in (known.etag, known.last_modified) if each is not None]
    yield f"condition  {' and '.join(sent) or 'none: it is asked for the whole'}"


def _of_host(
    asked: Source, unit: Unit, settings: Settings, now: datetime
) -> Iterator[str]:
    from aggregator.fetch import budget, robots
    from aggregator.fetch.hosts import host_of, origin_of

    known = {each.name: each for each in unit.hosts.all()}
    host, rules = known.get(host_of(asked.url)), known.get(origin_of(asked.url))
    if host is not None:
        if host.rest_until is not None and host.rest_until > now:
            yield f"host       rests until {_when(host.rest_until, now)} (429 or 503)"
        given = sum(each.amount for each in budget.lately(host, now))
        most = settings.fetch.hourly
        yield f"host       has given {given:,} bytes of {most:,} an hour"
    if not robots.concerns(asked, settings.fetch.robots):
        yield "robots.txt does not count: see [fetch] robots"
    elif rules is None or rules.robots is None:
        yield "robots.txt is not known yet"
    else:
        allows = "allows" if robots.allows(rules.robots, asked.url) else "forbids"
        until = f"; asked again {_when(rules.robots_until or now, now)}"
        yield f"robots.txt {allows} it{until}"


def _when(when: datetime, now: datetime) -> str:
    seconds = timedelta(seconds=round(abs(when - now).total_seconds()))
    distance = f"in {seconds}" if when > now else f"{seconds} ago"
    return f"{when:%Y-%m-%d %H:%M:%S} ({distance})"
