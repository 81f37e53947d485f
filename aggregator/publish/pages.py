"""Pages for people: the timeline, the standing of each source, and what goes with them.

They need no scripts, and nothing in them may be run: see the server's content policy.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from aggregator.publish.account import account_of
from aggregator.publish.items import days_of
from aggregator.publish.phrases import clock
from aggregator.publish.rendition import rendition
from aggregator.publish.rows import rows_of, tallies_of
from aggregator.publish.wording import language, legal, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.history import History
    from aggregator.model import FeedInfo, Rendition, Standing, Timeline

_HTML = "text/html; charset=utf-8"
_STYLE = (
    resources.files("aggregator.publish").joinpath("templates/style.css").read_bytes()
)
_STYLE_HREF = f"style.css?v={sha256(_STYLE).hexdigest()[:12]}"
# A page that is the same for as long as the program is: its date says nothing.
_ALWAYS = datetime(2025, 1, 1, tzinfo=UTC)

_TEMPLATES = Environment(
    loader=PackageLoader("aggregator.publish"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def timeline_page(
    timeline: Timeline,
    info: FeedInfo,
    *,
    now: datetime,
    older: str | None = None,
    refresh: int | None = None,
) -> Rendition:
    """Return the timeline under the headings of its days, with who echoed what.

    Args:
        timeline: what to show, newest first.
        info: the feed that the page belongs to.
        now: decides which day is today.
        older: where the next older page is, seen from this one; None: nowhere.
        refresh: seconds after which a screen on the wall loads the page anew; None
            for a reader, who would lose the line.
    """
    return _page(
        "timeline",
        info,
        modified=now,
        days=days_of(timeline, now=now),
        changed=clock(timeline.updated, day=now.date()),
        older=older,
        refresh=refresh,
    )


def entry_page(
    history: History, info: FeedInfo, *, now: datetime, rulings: str | None = None
) -> Rendition:
    """Return one entry with who else said it, what it said before, and why.

    Args:
        history: all that is known of it.
        info: the feed that the page belongs to.
        now: decides which day is today.
        rulings: the name, below the page's own, of the address that takes rulings;
            None: it shows no form.
    """
    account = account_of(history, day=now.date())
    name = account.item.page.rpartition("/")[2]
    return _page(
        "entry",
        info,
        modified=now,
        root="../",
        account=account,
        item=account.item,
        action=f"{name}/{rulings}" if rulings else None,
    )


def sources_page(
    standings: Sequence[Standing], info: FeedInfo, *, now: datetime
) -> Rendition:
    """Return how each source is doing, those that need a hand first."""
    rows = rows_of(standings, now=now)
    return _page("sources", info, modified=now, rows=rows, tallies=tallies_of(rows))


def not_found_page(info: FeedInfo) -> Rendition:
    """Return what to show at an address that leads nowhere, however deep it lies."""
    root = _split(info)[0]
    return _page("not_found", info, modified=_ALWAYS, root=root)


def stylesheet() -> Rendition:
    """Return the one style sheet, to be served as `style.css` beside the timeline."""
    return rendition(_STYLE, media_type="text/css; charset=utf-8", modified=_ALWAYS)


def _page(
    name: str, info: FeedInfo, *, modified: datetime, root: str = "", **values: object
) -> Rendition:
    """Return a page whose links start at `root`: by default, where it lies itself.

    So the pages work behind any proxy's prefix, and on this very machine as well.
    """
    html = _TEMPLATES.get_template(f"{name}.html.j2").render(
        title=one_line(info.title),
        language=language(info.language),
        feed=info.url,
        home=f"{root}{_split(info)[1]}" or "./",
        sources=f"{root}sources",
        style=f"{root}{_STYLE_HREF}",
        here=name,
        root=root,
        **values,
    )
    return rendition(legal(html).encode(), media_type=_HTML, modified=modified)


def _split(info: FeedInfo) -> tuple[str, str]:
    """Return the folder in which the timeline's page lies, and its name there."""
    folder, _, name = urlsplit(info.page).path.rpartition("/")
    return f"{folder}/", name
