"""The kinds of value that a key of config.toml may take, each with its own refusal."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypeVar, cast
from urllib.parse import quote, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from aggregator.evidence import Mode
from aggregator.settings.quantities import duration, size

if TYPE_CHECKING:
    from collections.abc import Callable

DATABASE_VARIABLE = "AGGREGATOR_DATABASE"
TOKEN_VARIABLE = "AGGREGATOR_TOKEN"  # noqa: S105  (a name, no secret)

_ADDRESS_FORM = "must be an absolute http or https address"
_PATH_FORM = "must be a path in quotes"
_DATABASE_FORM = "must begin with sqlite:/// or postgresql://"

_SIGNS_FORM = "must be at least 8 letters, digits and signs of ASCII without spaces"
_ASCII_FORM = f"{_SIGNS_FORM}, or empty"

_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f]+", re.IGNORECASE)
_DATABASE = re.compile(r"(sqlite(\+pysqlite)?://(/.+)?|postgresql(\+psycopg)?://.+)")
_TOKEN = re.compile(r"|[!-~]{8,}")  # what a header field and a form carry as it is
_SQLITE_FILE = re.compile(
    r"(?P<scheme>sqlite[^/]*:///)(?!:memory:|file:)(?P<path>[^?]+)(?P<query>.*)"
)

_LINE = r"(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+"

_Quantity = TypeVar("_Quantity", int, timedelta)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the meaning of a configuration depends on, besides its own text."""

    folder: Path  # absolute; where relative paths start
    database: str | None = None  # what the environment says; it wins
    token: str | None = None  # likewise


def shaped(pattern: str, form: str) -> AfterValidator:
    """Accept text that matches `pattern` as a whole; refuse other by telling `form`."""
    shape = re.compile(pattern)

    def check(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(form)
        return text

    return AfterValidator(check)


def span(shortest: str, longest: str) -> BeforeValidator:
    """Accept a duration between these two."""
    return BeforeValidator(_between(shortest, longest, _read_duration))


def span_or(word: str, shortest: str, longest: str) -> BeforeValidator:
    """Accept a duration between these two, or `word`."""
    between = _between(shortest, longest, _read_duration)

    def check(value: object) -> timedelta | str:
        if value == word:
            return word
        try:
            return between(value)
        except ValueError as error:
            message = f'{error}, or "{word}"'
            raise ValueError(message) from error

    return BeforeValidator(check)


def amount(smallest: str, largest: str) -> BeforeValidator:
    """Accept a size between these two, or a number of bytes."""
    return BeforeValidator(_between(smallest, largest, _read_size))


def _between(
    lowest: str, highest: str, read: Callable[[object], _Quantity]
) -> Callable[[object], _Quantity]:
    low, high = read(lowest), read(highest)

    def check(value: object) -> _Quantity:
        quantity = read(value)
        if not low <= quantity <= high:
            message = f"must be between {lowest} and {highest}"
            raise ValueError(message)
        return quantity

    return check


def _read_duration(value: object) -> timedelta:
    # What is no text is refused in the same words as text of another form.
    return duration(value if isinstance(value, str) else "")


def _read_size(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return size(value if isinstance(value, str) else "")


def address(text: str) -> str:
    """Return `text` if it is an absolute address of the web.

    Raises:
        ValueError: it is not.
    """
    if not _ADDRESS.fullmatch(text) or not _names_host(text):
        raise ValueError(_ADDRESS_FORM)
    return text


def _names_host(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0  # reading the port checks it
    except ValueError:
        return False


def around(info: ValidationInfo) -> Surroundings:
    """Return the surroundings; only `parse` validates settings, and it gives them."""
    return cast("Surroundings", info.context)


def _beside(value: object, info: ValidationInfo) -> Path | None:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(_PATH_FORM)
    return _absolute(value, around(info).folder) if value else None


def _absolute(path: str, folder: Path) -> Path:
    return Path(os.path.normpath(folder / path))


def _prefer_environment(value: object, info: ValidationInfo) -> object:
    return around(info).database or value


def _prefer_token(value: object, info: ValidationInfo) -> object:
    return around(info).token or value


def _token(text: str, info: ValidationInfo) -> str:
    if not _TOKEN.fullmatch(text):
        blame = f" ({TOKEN_VARIABLE} is set)" if around(info).token else ""
        raise ValueError(_ASCII_FORM + blame)
    return text


def _database(url: str, info: ValidationInfo) -> str:
    """Make the path of a SQLite file absolute; it is percent-encoded in the URL."""
    surroundings = around(info)
    if not _DATABASE.fullmatch(url):
        blame = f" ({DATABASE_VARIABLE} is set)" if surroundings.database else ""
        raise ValueError(_DATABASE_FORM + blame)
    if not (file := _SQLITE_FILE.fullmatch(url)):
        return url
    path = _absolute(unquote(file["path"]), surroundings.folder)
    return file["scheme"] + quote(path.as_posix(), safe="/:") + file["query"]


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        message = f"must be a regular expression: {error}"
        raise ValueError(message) from error
    return text


Address: TypeAlias = Annotated[str, AfterValidator(address)]
DatabaseUrl: TypeAlias = Annotated[
    str, BeforeValidator(_prefer_environment), AfterValidator(_database)
]
Token: TypeAlias = Annotated[
    str, BeforeValidator(_prefer_token), AfterValidator(_token)
]
Secret: TypeAlias = Annotated[str, shaped(r"[!-~]{8,}", _SIGNS_FORM)]
PathOrNone: TypeAlias = Annotated[Path | None, BeforeValidator(_beside)]
Line: TypeAlias = Annotated[str, shaped(_LINE, "must be one line of text")]
LineOrNone: TypeAlias = Annotated[
    str, shaped(f"({_LINE})?", "must be one line of text, or empty")
]
Language: TypeAlias = Annotated[
    str,
    shaped(
        r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*",  # the form of BCP 47, not its registry
        'must be a language tag, such as "en" or "pt-BR"',
    ),
]
LanguageOrNone: TypeAlias = Annotated[
    str,
    shaped(
        r"([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?",
        'must be a language tag, such as "en" or "pt-BR", or empty',
    ),
]
Pattern: TypeAlias = Annotated[str, AfterValidator(_pattern)]
ModeOrNone: TypeAlias = Literal[Mode, ""]
HostName: TypeAlias = Annotated[
    str,
    shaped(
        r"(?![^:]+:[0-9]+$)[A-Za-z0-9_.:-]+",  # "nas:8080" is no number of IPv6
        "must be the name or the number of a host, without a port",
    ),
]
PortNumber: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=65535)]
Slug: TypeAlias = Annotated[
    str,
    shaped(
        r"[a-z0-9][a-z0-9-]{0,63}",
        "must be made of at most 64 small letters, digits and hyphens",
    ),
]
Contact: TypeAlias = Annotated[
    str,
    shaped(
        # Visible ASCII without brackets: it goes into a comment of a header field.
        r"|[!-'*-~]+@[!-'*-~]+|https?://[!-'*-~]+",
        "must be an e-mail address, an http or https address, or empty",
    ),
]
