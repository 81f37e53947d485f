"""What is foreign is read under guard: a crash is told, and stops nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from aggregator.errors import ExtractError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def guarded(call: Callable[[], T]) -> tuple[T | None, str]:
    """Return what came of a call, and what crashed it: the page is foreign."""
    try:
        return call(), ""
    except ExtractError as error:
        return None, error.reason
    except Exception as error:  # noqa: BLE001 - one page must not stop the others
        return None, f"cannot be read: {error!r}"
