"""Walk the older pages of a live blog, until they join what is held of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from aggregator.errors import SourceError
from aggregator.looks import gaps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aggregator.looks.look import Missing
    from aggregator.model import Extraction

Page: TypeAlias = "Callable[[str], Awaitable[Extraction]]"
Reached: TypeAlias = "Callable[[Extraction], Awaitable[bool]]"


async def walk(
    start: str,
    newest: Extraction,
    missing: Missing,
    *,
    most: int,
    page: Page,
    reached: Reached,
) -> tuple[list[Extraction], str | None]:
    """Fetch older pages until they join what is held.

    Args:
        start: the address of the newest page.
        newest: what was read of that.
        missing: what is looked for.
        most: how many pages are fetched.
        page: fetches and reads one; raises `SourceError`.
        reached: tells whether a page goes back far enough.

    Returns:
        The pages, and why they do not join; None if they do.
    """
    pages: list[Extraction] = []
    asked = {start}
    url = newest.signs.older
    if await reached(newest):
        return pages, None  # the newest page itself goes back so far by now
    while url and url not in asked and len(pages) < most:
        asked.add(url)
        try:
            pages.append(await page(url))
        except SourceError as error:
            return pages, gaps.why_unread(missing, error)
        if await reached(pages[-1]):
            return pages, None
        url = pages[-1].signs.older
    more = url is not None and url not in asked
    return pages, gaps.why_open(missing, read=len(pages), more=more)
