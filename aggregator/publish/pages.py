"""Pages for people: the timeline, the standing of each source, and what goes with them.

They need no scripts: the one that the timeline brings only lets news arrive by itself.
Nothing else in them may be run: see the server's content policy.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from aggregator.model import Timeline
from aggregator.outputs import NO_FILTERS
from aggregator.publish.account import account_of
from aggregator.publish.filtering import filtering_of
from aggregator.publish.items import days_of
from aggregator.publish.phrases import clock
from aggregator.publish.rendition import rendition
from aggregator.publish.rows import rows_of, tallies_of
from aggregator.publish.site import BARE, feeds_of, lists_of, query_of
from aggregator.publish.wording import language, legal, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aggregator.history import History
    from aggregator.model import (
        Activity,
        Entry,
        FeedInfo,
        Rendition,
        SourceId,
        Standing,
    )
    from aggregator.outputs import Filters
    from aggregator.publish.site import Site

_HTML = "text/html; charset=utf-8"
_EVENTS = "events"  # beside the timeline's page: the stream of what arrives
_STATIC = resources.files("aggregator.publish").joinpath("static")
_STYLE = _STATIC.joinpath("style.css").read_bytes()
_STYLE_HREF = f"style.css?v={sha256(_STYLE).hexdigest()[:12]}"
_SCRIPT = b"".join(
    _STATIC.joinpath(each).read_bytes()
    for each in ("arrival.js", "listening.js", "keys.js")
)
_SCRIPT_HREF = f"script.js?v={sha256(_SCRIPT).hexdigest()[:12]}"
_MINUTE = 60  # seconds: the pace at which a page without scripts is offered anew
# A page that is the same for as long as the program is: its date says nothing.
_ALWAYS = datetime(2025, 1, 1, tzinfo=UTC)

_TEMPLATES = Environment(
    loader=PackageLoader("aggregator.publish"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def timeline_page(  # noqa: PLR0913  (all but two have their defaults)
    timeline: Timeline,
    info: FeedInfo,
    *,
    now: datetime,
    older: str | None = None,
    newer: str | None = None,
    refresh: int | None = None,
    filters: Filters = NO_FILTERS,
    site: Site = BARE,
) -> Rendition:
    """Return the timeline under the headings of its days, with who echoed what.

    Args:
        timeline: what to show, newest first.
        info: the feed that the page belongs to.
        now: decides which day is today.
        older: where the next older page is, seen from this one; None: nowhere.
        newer: where the newest page is, if this one shows older posts; None: it is
            this one, and news arrives on it by itself.
        refresh: seconds after which a screen on the wall loads the page anew; None
            for a reader, who would lose the line.
        filters: what the timeline was chosen by.
        site: what is served beside the page.
    """
    filtering = filtering_of(filters, site)
    return _page(
        "timeline",
        info,
        modified=now,
        site=site,
        days=days_of(timeline, now=now),
        changed=clock(timeline.updated, day=now.date()),
        older=older,
        newer=newer,
        refresh=refresh,
        anew=query_of(filters, refresh=_MINUTE),
        filters=filters,
        filtering=filtering,
        script=_SCRIPT_HREF if "script.js" in site.served else None,
        events=_EVENTS if _EVENTS in site.served and newer is None else None,
    )


def article(entry: Entry, *, now: datetime) -> str:
    """Return one entry under the heading of its day, to be put into an open timeline.

    Args:
        entry: that is new, or looks otherwise than before.
        now: decides which day is today.
    """
    timeline = Timeline(entries=(entry,), updated=entry.updated)
    html = _TEMPLATES.get_template("arrival.html.j2").render(
        days=days_of(timeline, now=now),
        changed=clock(entry.updated, day=now.date()),
        root="",
    )
    return legal(html)


def entry_page(
    history: History,
    info: FeedInfo,
    *,
    now: datetime,
    rulings: str | None = None,
    site: Site = BARE,
) -> Rendition:
    """Return one entry with who else said it, what it said before, and why.

    Args:
        history: all that is known of it.
        info: the feed that the page belongs to.
        now: decides which day is today.
        rulings: the name, below the page's own, of the address that takes rulings;
            None: it shows no form.
        site: what is served beside the page.
    """
    account = account_of(history, day=now.date())
    name = account.item.page.rpartition("/")[2]
    return _page(
        "entry",
        info,
        modified=now,
        site=site,
        root="../",
        account=account,
        item=account.item,
        action=f"{name}/{rulings}" if rulings else None,
    )


def sources_page(
    standings: Sequence[Standing],
    info: FeedInfo,
    *,
    now: datetime,
    activity: Mapping[SourceId, Activity] = MappingProxyType({}),
    refresh: int | None = None,
    site: Site = BARE,
) -> Rendition:
    """Return how each source is doing, those that need a hand first.

    Args:
        standings: of the sources.
        info: the feed that the page belongs to.
        now: from which "ago" counts.
        activity: what the sources did of late, for the charts.
        refresh: seconds after which the page is loaded anew; None: it stays.
        site: what is served beside the page.
    """
    rows = rows_of(standings, now=now, activity=activity, site=site)
    return _page(
        "sources",
        info,
        modified=now,
        site=site,
        rows=rows,
        tallies=tallies_of(rows),
        failing=sum(each.state == "failing" for each in rows),
        seen_at=clock(now, day=now.date()),
        refresh=refresh,
    )


def not_found_page(info: FeedInfo, *, site: Site = BARE) -> Rendition:
    """Return what to show at an address that leads nowhere, however deep it lies."""
    root = _split(info)[0]
    return _page("not_found", info, modified=_ALWAYS, site=site, root=root)


def stylesheet() -> Rendition:
    """Return the one style sheet, to be served as `style.css` beside the timeline."""
    return rendition(_STYLE, media_type="text/css; charset=utf-8", modified=_ALWAYS)


def script() -> Rendition:
    """Return the one script, to be served as `script.js` beside the timeline."""
    kind = "text/javascript; charset=utf-8"
    return rendition(_SCRIPT, media_type=kind, modified=_ALWAYS)


def _page(
    name: str,
    info: FeedInfo,
    *,
    modified: datetime,
    site: Site,
    root: str = "",
    refresh: int | None = None,
    **values: object,
) -> Rendition:
    """Return a page whose links start at `root`: by default, where it lies itself.

    So the pages work behind any proxy's prefix, and on this very machine as well.
    """
    html = _TEMPLATES.get_template(f"{name}.html.j2").render(
        title=one_line(info.title),
        language=language(info.language),
        feed=legal(info.url),
        feeds=feeds_of(site, info),
        lists=lists_of(site, root=root),
        home=f"{root}{_split(info)[1]}" or "./",
        sources=f"{root}sources",
        style=f"{root}{_STYLE_HREF}",
        here=name,
        root=root,
        refresh=refresh,
        **values,
    )
    return rendition(legal(html).encode(), media_type=_HTML, modified=modified)


def _split(info: FeedInfo) -> tuple[str, str]:
    """Return the folder in which the timeline's page lies, and its name there."""
    folder, _, name = urlsplit(info.page).path.rpartition("/")
    return f"{folder}/", name
