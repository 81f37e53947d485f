"""The sections and keys of config.toml: their types, bounds and defaults."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from aggregator.evidence import Mode  # noqa: TC001  (pydantic reads the annotation)
from aggregator.liveblog import Discover
from aggregator.model import Paces, Source, SourceKind
from aggregator.settings.output import Feed, Server
from aggregator.settings.table import Table
from aggregator.settings.values import (
    Address,
    Contact,
    DatabaseUrl,
    HostName,
    LanguageOrNone,
    Line,
    LineOrNone,
    ModeOrNone,
    PathOrNone,
    Pattern,
    PortNumber,
    Slug,
    amount,
    shaped,
    span,
    span_or,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEGINNING = timedelta(minutes=5)  # of a source whose rhythm is not known


class Database(Table):
    """Where everything is remembered."""

    url: DatabaseUrl = Field(
        default="sqlite:///data/aggregator.db", validate_default=True
    )


class Fetch(Table):
    """How outlets are asked."""

    contact: Contact = ""
    timeout: Annotated[timedelta, span("1s", "10m")] = timedelta(seconds=20)
    max_body: Annotated[int, amount("1kB", "1GB")] = 8_000_000
    concurrency: int = Field(default=20, strict=True, ge=1, le=1000)
    per_host: int = Field(default=2, strict=True, ge=1, le=100)
    spacing: Annotated[timedelta, span("0s", "1h")] = timedelta(seconds=1)
    fastest: Annotated[timedelta, span("5s", "7d")] = timedelta(seconds=10)
    slowest: Annotated[timedelta, span("5s", "7d")] = timedelta(hours=1)
    hourly: Annotated[int, amount("1MB", "1000GB")] = 1_000_000_000
    retry_after: Literal["host", "feed"] = "host"
    robots: Literal["off", "pages", "all"] = "pages"
    websub: bool = Field(default=True, strict=True)
    older_pages: int = Field(default=10, strict=True, ge=0, le=100)
    allow_private: bool = Field(default=False, strict=True)
    private_hosts: tuple[HostName, ...] = ()
    ports: tuple[PortNumber, ...] = (80, 443, 8000, 8008, 8080, 8443)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.fastest > self.slowest:
            message = "fastest must not be longer than slowest"
            raise ValueError(message)
        return self

    @property
    def paces(self) -> Paces:
        """The bounds of a source whose pace follows what it posts."""
        return Paces(fastest=self.fastest, slowest=self.slowest)


class Extract(Table):
    """How documents are read into posts."""

    workers: int = Field(default=1, strict=True, ge=0, le=64)
    timeout: Annotated[timedelta, span("1s", "10m")] = timedelta(seconds=10)
    outlets: PathOrNone = Field(default="", validate_default=True)


class Dedup(Table):
    """How posts are compared."""

    mode: Mode = "conservative"
    window: Annotated[timedelta, span("1m", "30d")] = timedelta(hours=48)
    semantic: bool = Field(default=False, strict=True)


class Log(Table):
    """What is told to the operator."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "pretty", "json"] = "auto"


class SourceTable(Table):
    """One [[source]], as it is written."""

    id: Slug
    url: Address
    outlet: Line
    kind: SourceKind = "auto"
    profile: Annotated[
        str,
        shaped(
            r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})?",
            'must be the name of a profile, such as "guardian", or empty',
        ),
    ] = ""
    every: Annotated[timedelta | Literal["auto"], span_or("auto", "5s", "7d")] = "auto"
    language: LanguageOrNone = ""
    topics: tuple[Line, ...] = ()
    dedup: ModeOrNone = ""  # empty: as [dedup] says
    priority: int = Field(default=0, strict=True, ge=-100, le=100)
    publisher: LineOrNone = ""
    hints: Annotated[timedelta, span("0s", "1d")] = timedelta(minutes=15)
    cookies: bool = Field(default=False, strict=True)
    discover: Literal["", "live", "feed"] = ""
    keep: tuple[Pattern, ...] = ()
    block: tuple[Pattern, ...] = ()
    most: int = Field(default=5, strict=True, ge=1, le=50)
    age: Annotated[timedelta, span("1m", "365d")] = timedelta(days=1)

    @model_validator(mode="after")
    def _discovering(self) -> Self:
        """Refuse keys that would do nothing: their writer believes that they do."""
        idle = ("keep", "block", "most", "age")
        vain = [each for each in idle if getattr(self, each) != _default(each)]
        if vain and self.discover != "live":
            message = f'{vain[0]} is of use only beside discover = "live"'
            raise ValueError(message)
        return self

    def value(self, mode: Mode, paces: Paces) -> Source:
        """Return the source in the words that all rooms speak.

        Args:
            mode: how its posts are compared, unless it says so itself.
            paces: within which its pace follows what it posts, likewise.
        """
        if self.every == "auto":
            every = max(paces.fastest, min(_BEGINNING, paces.slowest))
        else:
            every, paces = self.every, Paces(fastest=self.every, slowest=self.every)
        return Source(
            id=self.id,
            url=self.url,
            outlet=self.outlet,
            every=every,
            paces=paces,
            kind=self.kind,
            profile=self.profile or None,
            language=self.language or None,
            topics=self.topics,
            discover=self._list() if self.discover else None,
            dedup=self.dedup or mode,
            priority=self.priority,
            publisher=self.publisher,
            hints=self.hints,
            cookies=self.cookies,
        )

    def _list(self) -> Discover:
        return Discover(
            kind=self.discover or "live",
            keep=self.keep,
            block=self.block,
            most=self.most,
            age=self.age,
        )


def _default(key: str) -> object:
    return SourceTable.model_fields[key].default


def _feeds(value: object) -> object:
    """One table is one feed, and none is the one that has all."""
    return [value] if isinstance(value, dict) else value or [{}]


class Settings(Table):
    """The whole of config.toml; made by `parse` and `load` only."""

    database: Database = Field(default={}, validate_default=True)
    server: Server = Field(default={}, validate_default=True)
    feed: Annotated[tuple[Feed, ...], BeforeValidator(_feeds)] = Field(
        default=(), validate_default=True
    )
    fetch: Fetch = Field(default={}, validate_default=True)
    extract: Extract = Field(default={}, validate_default=True)
    dedup: Dedup = Field(default={}, validate_default=True)
    log: Log = Field(default={}, validate_default=True)
    source: tuple[SourceTable, ...]

    @field_validator("source")
    @classmethod
    def _any(cls, value: tuple[SourceTable, ...]) -> tuple[SourceTable, ...]:
        if not value:
            message = "there is no source"
            raise ValueError(message)
        return value

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources to follow, in the order of the file."""
        paces = self.fetch.paces
        return tuple(each.value(self.dedup.mode, paces) for each in self.source)


SECTIONS: Mapping[str, type[Table]] = MappingProxyType(
    {
        "database": Database,
        "server": Server,
        "feed": Feed,
        "fetch": Fetch,
        "extract": Extract,
        "dedup": Dedup,
        "log": Log,
        "source": SourceTable,
    }
)
