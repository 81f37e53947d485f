"""Asking an application, as a reader does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from aggregator.model import Rendition

if TYPE_CHECKING:
    from starlette.applications import Starlette

Ask: TypeAlias = Callable[..., httpx.Response]


@pytest.fixture
def feed() -> Rendition:
    return Rendition(
        media_type="application/atom+xml; charset=utf-8",
        body=b"<feed>" + b"news " * 400 + b"</feed>",
        etag='"abc"',
        modified=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )


@pytest.fixture
def ask() -> Ask:
    """Return what asks once; a header is named with underscores for hyphens."""

    def asked(
        app: Starlette,
        path: str,
        *,
        method: str = "GET",
        client: str = "192.0.2.1",
        auth: Any = None,
        **headers: str,
    ) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told.setdefault("accept-encoding", "identity")

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app, client=(client, 1))
            async with httpx.AsyncClient(
                transport=transport, base_url="http://door.example", auth=auth
            ) as asking:
                return await asking.request(method, path, headers=told)

        return asyncio.run(once())

    return asked
