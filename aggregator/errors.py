"""What can go wrong, named after the stage in which it does.

    AggregatorError
    ├── ConfigError          config.toml cannot be used; nothing starts
    ├── SourceError          one source failed; the others go on
    │   ├── FetchError       the network or the outlet said no
    │   │   └── PutOffError  not asked, out of manners: later
    │   └── ExtractError     the page came, but no posts could be read from it
    └── StoreError           the database cannot be used; nothing was changed

A `SourceError` is expected and becomes a line in `/sources`. Anything that is
not an `AggregatorError` is a bug, and is left to crash where it happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class AggregatorError(Exception):
    """Something that is not a bug; its text is fit for the operator."""


class ConfigError(AggregatorError):
    """The configuration cannot be used; the text names the line and the remedy."""


class SourceError(AggregatorError):
    """One source failed; the others go on.

    Args:
        source: the id of the source, as in the configuration.
        reason: what went wrong, in words the operator can act on.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, reason)
        self.source = source
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class FetchError(SourceError):
    """The network or the outlet said no.

    Args:
        source: the id of the source, as in the configuration.
        reason: what went wrong.
        status: the HTTP status, if there was an answer at all.
        wait: for how long the outlet asks to be left alone (Retry-After).
    """

    def __init__(
        self,
        source: str,
        reason: str,
        status: int | None = None,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(source, reason)
        self.args = (source, reason, status, wait)  # what pickle hands back to us
        self.status = status
        self.wait = wait


class PutOffError(FetchError):
    """The outlet was not asked, because its host wants rest: nothing has failed.

    Args:
        source: the id of the source, as in the configuration.
        reason: why not now.
        wait: for how long.
    """

    def __init__(self, source: str, reason: str, wait: timedelta) -> None:
        super().__init__(source, reason, None, wait)
        self.args = (source, reason, wait)  # what pickle hands back to us


class ExtractError(SourceError):
    """The document came, but no posts could be read from it."""


class StoreError(AggregatorError):
    """The database cannot be used; nothing was changed."""
