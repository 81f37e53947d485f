"""The outlets of the script on one address: for `make demo` and for tests."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from aggregator.model import Source
from aggregator.simulator import markup
from aggregator.simulator.performance import Performance, address, is_feed
from aggregator.simulator.script import Outlet, day, trouble_at

PROFILES = Path(__file__).parent / "outlets"
"""The folder with the profile of the outlet that speaks no standard."""

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_SECOND = timedelta(seconds=1)


def make_outlets(
    *, clock: Callable[[], datetime], start: datetime, speed: float = 1.0
) -> Starlette:
    """Return the outlets as an application; what they show follows from `clock` alone.

    Args:
        clock: tells the time, aware.
        start: the moment of second 0 of the day, aware.
        speed: how many seconds of the day go by in one real second.
    """
    played = Performance(start=start, speed=speed)

    async def index(request: Request) -> Response:
        return HTMLResponse(markup.index(played.pages(_base(request), clock())))

    async def article(request: Request) -> Response:
        return HTMLResponse(_article(request, played.pages(_base(request), clock())))

    fronts = [
        Route(address(each, ""), _front(played, each, clock)) for each in day().outlets
    ]
    return Starlette(
        routes=[
            Route("/", index),
            Route("/robots.txt", _robots),
            *fronts,
            Route("/{outlet}/articles/{key}", article),
        ]
    )


def sources(base: str) -> tuple[Source, ...]:
    """Return all outlets as sources, to be looked at every second.

    Args:
        base: where the application listens, such as "http://127.0.0.1:8000".
    """
    return tuple(
        Source(
            id=each.id,
            url=address(each, base),
            outlet=each.name,
            every=_SECOND,
            kind="feed" if is_feed(each) else "live",
            profile=each.id if each.markup == "plain" else None,
            language=each.language,
        )
        for each in day().outlets
    )


def _front(
    played: Performance, outlet: Outlet, clock: Callable[[], datetime]
) -> _Endpoint:
    """Return what answers at the address where the outlet has its posts."""

    async def front(request: Request) -> Response:
        now = clock()
        second = played.second(now)
        trouble = trouble_at(outlet.id, second)
        if trouble and trouble.what == "unavailable":
            return _unavailable((trouble.end - second) / played.speed)
        page = played.page(outlet, _base(request), now)
        media_type, body = _print_wall(page) if trouble else _print_posts(page)
        answer = Response(body, media_type=media_type)
        return _conditional(request, answer, page.modified, now)

    return front


def _print_posts(page: markup.Page) -> tuple[str, str]:
    media_type, printer = markup.PRINTERS[page.outlet.markup]
    return media_type, printer(page)


def _print_wall(page: markup.Page) -> tuple[str, str]:
    return markup.HTML, markup.consent_wall(page.outlet)


def _conditional(
    request: Request, answer: Response, modified: datetime, now: datetime
) -> Response:
    """Return `answer` with its validators, or 304 (RFC 9110, section 13.2.2).

    `Last-Modified` counts in seconds, so it is kept back while its second is not over:
    another change might still fall into it.
    """
    validators = {
        "ETag": f'"{sha256(answer.body).hexdigest()[:16]}"',
        "Cache-Control": "no-cache",
    }
    if modified + _SECOND <= now:
        validators["Last-Modified"] = format_datetime(modified, usegmt=True)
    if _is_held(request, validators):
        return Response(status_code=304, headers=validators)
    answer.headers.update(validators)
    return answer


def _is_held(request: Request, validators: Mapping[str, str]) -> bool:
    """Tell whether the client says that it holds just this; the tag decides alone."""
    if tags := request.headers.get("if-none-match"):
        held = {each.strip().removeprefix("W/") for each in tags.split(",")}
        return validators["ETag"] in held
    since = request.headers.get("if-modified-since")
    return since is not None and since == validators.get("Last-Modified")


def _unavailable(pause: float) -> Response:
    headers = {"Retry-After": str(math.ceil(pause))}
    return PlainTextResponse("Service unavailable\n", 503, headers)


def _article(request: Request, pages: tuple[markup.Page, ...]) -> str:
    """Return the page of one post of its own; raise HTTPException if there is none."""
    wanted = (request.path_params["outlet"], request.path_params["key"])
    for page in pages:
        for item in page.items:
            if (page.outlet.id, item.key) == wanted:
                return markup.article(page, item)
    raise HTTPException(404)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nAllow: /\n")


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
