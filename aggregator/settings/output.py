"""The sections of config.toml that say what readers are given, and where."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from aggregator.outputs import Edits, Selection, Span
from aggregator.settings.table import Table
from aggregator.settings.values import (
    HostName,
    Language,
    Line,
    ModeOrNone,
    PathOrNone,
    PortNumber,
    Secret,
    Slug,
    Token,
    address,
    span,
)
from aggregator.text.rules import rule

_RESERVED = frozenset(
    (
        "corrections",
        "entry",
        "events",
        "feeds",
        "health",
        "hub",
        "search",
        "source",
        "sources",
        "websub",
    )
)
_USER = re.compile(r"[^:\x00-\x1f\x7f]+")  # RFC 7617: a colon ends the name


def _rule(written: str) -> str:
    try:
        rule(written)
    except ValueError as error:
        message = f"must be words, or re: and a regular expression: {error}"
        raise ValueError(message) from error
    return written


def _free(name: str) -> str:
    if name in _RESERVED:
        message = f"must be another name: /{name} is an address of its own"
        raise ValueError(message)
    return name


Rule: TypeAlias = Annotated[str, AfterValidator(_rule)]
FeedName: TypeAlias = Annotated[Slug, AfterValidator(_free)]


class Server(Table):
    """Where readers are answered."""

    host: HostName = "127.0.0.1"
    port: PortNumber = 8080
    public_url: str = ""  # empty: where it listens
    token: Token = Field(default="", validate_default=True, repr=False)
    users: dict[str, Secret] = Field(default={}, repr=False)  # of the pages
    hub: str = ""  # "own", or the address of another
    private_callbacks: tuple[HostName, ...] = ()  # hosts of those who subscribe

    @field_validator("public_url")
    @classmethod
    def _in_full(cls, value: str) -> str:
        if {"?", "#"} & set(value):
            message = "must be an address without ? and #"
            raise ValueError(message)
        return address(value).rstrip("/") if value else ""

    @field_validator("hub")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            return value if value in ("", "own") else address(value)
        except ValueError as error:
            message = f'{error}, "own", or empty'
            raise ValueError(message) from error

    @field_validator("users")
    @classmethod
    def _named(cls, value: dict[str, str]) -> dict[str, str]:
        if not all(map(_USER.fullmatch, value)):
            message = "must be passwords by names without colons"
            raise ValueError(message)
        return value


class Feed(Table):
    """What one merged feed says and holds."""

    name: FeedName = "feed"  # as in its address
    title: Line = "Live news, merged"
    language: Language = "en"
    entries: int = Field(default=300, strict=True, ge=1, le=300)
    window: Annotated[timedelta, span("1m", "36500d")] = timedelta(days=7)
    file: PathOrNone = Field(default="", validate_default=True)
    dedup: ModeOrNone = ""  # empty: as was judged
    sources: tuple[Line, ...] = ()
    topics: tuple[Line, ...] = ()
    languages: tuple[Language, ...] = ()
    keep: tuple[Rule, ...] = ()
    block: tuple[Rule, ...] = ()
    outlets: int = Field(default=1, strict=True, ge=1, le=100)
    edits: Edits = "silent"
    id_scope: Literal["all", "feed"] = "all"
    digest: tuple[Line, ...] = ()
    tokens: tuple[Secret, ...] = Field(default=(), repr=False)

    @field_validator("digest")
    @classmethod
    def _settled(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Refuse what would go into an hour that readers have: entries told later."""
        if value and info.data.get("outlets", 1) > 1:
            message = "must be empty where `outlets` is more than 1"
            raise ValueError(message)
        return value

    @property
    def extent(self) -> Span:
        """How much it shows, which entries, and what becomes of edited ones."""
        return Span(
            entries=self.entries,
            window=self.window,
            mode=self.dedup or None,
            selection=Selection(
                sources=frozenset(self.sources),
                topics=frozenset(self.topics),
                languages=frozenset(self.languages),
                keep=self.keep,
                block=self.block,
                outlets=self.outlets,
            ),
            edits=self.edits,
            own_ids=self.id_scope == "feed",
            digest=frozenset(self.digest),
        )
