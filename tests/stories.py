"""Tests that are stories: each is told in an event loop of its own, in half a minute.

A `conftest.py` beside such tests takes over the hook by importing it.
"""

from __future__ import annotations

import asyncio
import inspect
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.store.unit import Store

_LONGEST = 30.0  # seconds


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine; leave all others to pytest."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    told = {each: pyfuncitem.funcargs[each] for each in names}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**told), _LONGEST))
    return True


@contextmanager
def without(store: Store, table: str) -> Iterator[None]:
    """Let what touches a table fail, as it would on a broken disk."""
    _rename(store, table, "gone")
    yield
    _rename(store, "gone", table)


def _rename(store: Store, table: str, name: str) -> None:
    with store._engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
