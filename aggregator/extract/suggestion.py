"""A profile that would read a page which no profile, data or markup describes.

It is suggested only if it gives, on that page, the very posts that were found without.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from aggregator.extract import page as pages
from aggregator.extract import readers, segment, segments, selecting, stamps, zones
from aggregator.extract.drafts import states_zone
from aggregator.extract.outlet import Outlet, PostRules, Selector
from aggregator.extract.posts import made
from aggregator.extract.spans import HEADINGS, above
from aggregator.text import urls
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.page import Page
    from aggregator.extract.spans import Span
    from aggregator.extract.stamps import Stamp
    from aggregator.model import Document, Post, Source

_NONE = Outlet(profile="")
_SHOWING = ("rules", "visible", "segments")  # readers of what is shown
_WHOLE = 0.9  # of the posts are told by data
_LIKE = 0.9  # of the words of a body have to be there
_LONGER = 1.3  # times as many words of all bodies: teasers that rules know by `drop`
_MOST = 60  # profiles that are tried; each reads the page once
_NEAR = 3  # nodes around the text that says a day
_DAYS = 3  # selectors for the headings of days that are tried
_SAME = "it gives the posts that were found without"
_PROFILE = "suggested"

_Choice = tuple[Selector | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What an operator may do about a page."""

    why: str  # in words: why there is a profile, or why none
    outlet: Outlet | None = None
    remarks: tuple[str, ...] = ()  # what to mind before it is used


def suggestion(document: Document, source: Source) -> Suggestion:
    """Return a profile for a page, or why none is suggested.

    Args:
        document: as it was fetched.
        source: whose it is; no profile of its own is regarded.
    """
    if pages.decode(document).lstrip()[:1] != "<":
        return Suggestion(why="none: it is no page in HTML")
    page = pages.parse(document)
    reading = readers.read(page, _NONE)
    told = Counter(
        name for post in reading.joined.posts for name in post if name not in _SHOWING
    )
    name, count = next(iter(told.most_common(1)), ("", 0))
    if count and count >= _WHOLE * len(reading.joined.posts):
        return Suggestion(why=f"no profile is needed: {_DATA[name]} has the posts")
    spans, shown = segments.likeliest(page, _NONE)
    if not shown:
        return Suggestion(why="none: nothing that repeats on the page bears times")
    return _searched(_Row(page, spans, shown), document, source)


_DATA: Mapping[str, str] = {
    "payload": "its JSON",
    "telegram": "the preview of the Telegram channel",
    "jsonld": "its JSON-LD",
    "microdata": "its microdata",
    "hydration": "the JSON of its scripts",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """The nodes of likely posts."""

    page: Page
    spans: Sequence[Span]
    shown: Sequence[Stamp]

    @property
    def heads(self) -> list[LexborNode]:
        return [post.head for post in self.spans]


def _searched(row: _Row, document: Document, source: Source) -> Suggestion:
    each, reason = _each(row), _against(row)
    if each is None or reason:
        reason = reason or "no selector finds just the nodes of the posts"
        return Suggestion(why=f"none: {reason}")
    wanted = _posts(row.page, _NONE, document, source, by=("segments",))
    refused = None if wanted else segments.why_not(row.page, _NONE)
    for outlet in islice(_outlets(row, each), _MOST):
        found = _posts(row.page, outlet, document, source, by=("rules",))
        both = _posts(row.page, outlet, document, source, by=_SHOWING)
        if _gives(found, both, wanted) if wanted else _all_told(found, row):
            return Suggestion(
                why=f"{refused}; if they are posts" if refused else _SAME,
                outlet=outlet,
                remarks=_remarks(row, found, wanted),
            )
    return Suggestion(why=f"none: no selectors were found that read {each!r} as well")


def _each(row: _Row) -> str | None:
    """Return what selects the posts' own nodes.

    Where bodies follow them, it may select others: those have no time, and begin none.
    """
    exact = selecting.exactly(row.page.tree, row.heads)
    if exact or not any(post.following for post in row.spans):
        return exact
    return selecting.covering(row.page.tree, row.heads)


def _against(row: _Row) -> str | None:
    """Return why no rules can say what was found."""
    if row.shown[0].ago is not None or row.shown[0].minute is not None:
        return "its times are relative, which a profile cannot read"
    if any(post.title for post in row.spans):
        return "its headlines stand outside of the posts' nodes"
    return None


def _posts(
    page: Page,
    outlet: Outlet,
    document: Document,
    source: Source,
    *,
    by: Sequence[str],
) -> tuple[Post, ...]:
    others = [name for name in readers.ALL if name not in by]
    reading = readers.read(page, outlet, without=others)
    return made(reading.joined.drafts(), document, source).posts


def _gives(found: Sequence[Post], both: Sequence[Post], wanted: Sequence[Post]) -> bool:
    """Tell whether rules give the posts that are wanted, and leave their times right.

    A false `Z` is found out where both readers are at work, as they always are.
    """
    return (
        len(found) == len(both) == len(wanted)
        and all(map(_is_like, found, wanted))
        and all(map(_is_like, both, wanted))
        and _size(found) <= _LONGER * _size(wanted)
        and [post.published for post in both] == [post.published for post in wanted]
    )


def _is_like(one: Post, other: Post) -> bool:
    """Tell whether a reading of a post agrees with another, or has more of its body."""
    mine, theirs = Counter(words(one.text)), Counter(words(other.text))
    return (
        (one.published is None) == (other.published is None)
        and words(one.title or "") == words(other.title or "")
        and (mine & theirs).total() >= _LIKE * theirs.total()
    )


def _size(posts: Sequence[Post]) -> int:
    return sum(len(words(post.text)) for post in posts)


def _all_told(found: Sequence[Post], row: _Row) -> bool:
    """Tell whether each node gives a post with a time and a text."""
    whole = [post for post in found if post.published and post.text]
    return len(whole) == len(row.spans)


def _outlets(row: _Row, each: str) -> Iterator[Outlet]:
    """Yield the profiles that may do, those with the fewest words first."""
    how = segment.reading(row.spans, row.shown)
    host = urls.host(row.page.url).removeprefix("www.")
    choices = product(
        _bodies(row),
        _days(row),
        _titles(row, how.fields),
        _times(row),
        (None, how.drop),
    )
    for body, day, title, time, drop in choices:
        chosen = {"time": time, "title": title, "author": how.fields.get("author")}
        fields = {**chosen, "body": body}
        yield Outlet(
            profile=_PROFILE,
            hosts=(host,) if host else (),
            zone=_zone(row),
            post=PostRules(
                each=each,
                fields={name: said for name, said in fields.items() if said},
                day=day,
                drop=drop,
            ),
        )


def _times(row: _Row) -> _Choice:
    """Return where the times are: found by habit, or by the nodes that bear them."""
    bearers = [each.node for each in row.shown]
    attribute = _attribute(row.shown[0])
    if bearers[0].mem_id == row.heads[0].mem_id:
        return None, Selector(css="", attribute=attribute)
    css = selecting.within(row.heads, bearers) if _are_all(row) else None
    return (None, Selector(css=css, attribute=attribute)) if css else (None,)


def _attribute(stamp: Stamp) -> str | None:
    """Return the attribute that a time is written in, if it is in one."""
    named = stamp.node.attributes.items()
    found = (name for name, value in named if value and value == stamp.written)
    return None if stamp.said else next(found, None)


def _are_all(row: _Row) -> bool:
    return len(row.shown) == len(row.spans)


def _titles(row: _Row, fields: Mapping[str, Selector]) -> _Choice:
    """Return where the headlines are: by habit, by name, or behind the clocks."""
    behind = [each for each in _times(row) if each and row.shown[0].clock]
    named = [fields["title"]] if "title" in fields else []
    return (None, *named, *behind)


def _bodies(row: _Row) -> _Choice:
    """Return where the bodies are: in the posts' nodes, or behind them."""
    behind = [node for post in row.spans for node in post.following]
    tags = dict.fromkeys(node.tag for node in behind if (node.tag or "-")[0] != "-")
    parents = [node.parent for node in row.heads if node.parent]
    scope = selecting.covering(row.page.tree, parents) if tags else None
    css = ", ".join(f"{scope} > {tag}" for tag in tags)
    return (Selector(css=css, follows=True),) if scope else (None,)


def _days(row: _Row) -> tuple[str | None, ...]:
    """Return selectors of headings that say days, where posts stand under such."""
    if not any(post.day for post in row.spans):
        return (None,)
    scan = stamps.scan(row.page, row.page.dated(None).date())
    around = [node for each in scan.days for node in above(each.node, _NEAR)]
    shapes = Counter(stamps.shape(node) for node in around if node.tag in HEADINGS)
    return (*(shape for shape, _ in shapes.most_common(_DAYS)), None)


def _zone(row: _Row) -> str | None:
    told = zones.told(row.page, _NONE) if _states_none(row) else None
    return told if told and "/" in told else None


def _states_none(row: _Row) -> bool:
    """Tell whether times are written without their zone."""
    first = row.shown[0]
    return first.written is None or not states_zone(first.written)


def _remarks(
    row: _Row, found: Sequence[Post], wanted: Sequence[Post]
) -> tuple[str, ...]:
    reasons = {
        "Name the outlet's hosts, or name this profile in the source.": not urls.host(
            row.page.url
        ),
        "The page does not tell its zone: times are read as UTC. Set `zone`.": (
            _states_none(row) and not zones.told(row.page, _NONE)
        ),
        "The zone is the one that the page or its domain tells: check it.": bool(
            _zone(row)
        ),
        "Bodies are longer than those found without: see what is to be dropped.": bool(
            wanted
        )
        and _size(found) > _size(wanted),
    }
    return tuple(remark for remark, is_so in reasons.items() if is_so)
