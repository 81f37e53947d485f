"""The kinds of column that the tables use: values are checked at this door."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, DateTime, Dialect, Text, TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` without what no database keeps.

    PostgreSQL refuses NUL in text, and neither database can encode half a surrogate
    pair; a hostile page must not be able to fail the whole look with either.
    """
    return _UNSTORABLE.sub("", text)


class CleanText(TypeDecorator[str]):
    """Any Unicode, of any length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  (SQLAlchemy's signature)
        """Return what is written."""
        return None if value is None else clean(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A few strings, in order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(
        self,
        value: Sequence[str] | None,
        dialect: Dialect,  # noqa: ARG002  (SQLAlchemy's signature)
    ) -> list[str]:
        """Return what is written."""
        return [clean(each) for each in value or ()]

    def process_result_value(
        self,
        value: Sequence[str] | None,
        dialect: Dialect,  # noqa: ARG002  (SQLAlchemy's signature)
    ) -> tuple[str, ...]:
        """Return what was written."""
        return tuple(value or ())


class Records(TypeDecorator[tuple[Any, ...]]):
    """A few values of one kind, in order.

    Args:
        kind: their dataclass, of texts, numbers, truths and tuples of texts.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[Any]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(
        self,
        value: Sequence[Any] | None,
        dialect: Dialect,  # noqa: ARG002  (SQLAlchemy's signature)
    ) -> list[dict[str, object]]:
        """Return what is written."""
        return [
            {name: _storable(field) for name, field in asdict(each).items()}
            for each in value or ()
        ]

    def process_result_value(
        self,
        value: Sequence[Mapping[str, Any]] | None,
        dialect: Dialect,  # noqa: ARG002  (SQLAlchemy's signature)
    ) -> tuple[Any, ...]:
        """Return what was written."""
        return tuple(self.kind(**_frozen(each)) for each in value or ())


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on the way in, aware and in UTC on the way out.

    Raises:
        ValueError: a naive time, which could mean any of 38 instants.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  (SQLAlchemy's signature)
    ) -> datetime | None:
        """Return what is written."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without a zone: {value.isoformat()}"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  (SQLAlchemy's signature)
    ) -> datetime | None:
        """Return the instant; SQLite hands back what it was given without the zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


def _storable(value: object) -> object:
    if isinstance(value, tuple):
        return [_storable(each) for each in value]
    return clean(value) if isinstance(value, str) else value


def _frozen(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record; JSON has lists for its tuples."""
    return {
        name: tuple(each) if isinstance(each, list) else each
        for name, each in record.items()
    }
