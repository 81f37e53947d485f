"""One post of a row, read by habit: its clock and byline are no part of its text."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from aggregator.extract import clocks, headlines, nodes, repeated, timing
from aggregator.extract import spans as parted
from aggregator.extract.outlet import Selector
from aggregator.text import markup, times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.spans import Span
    from aggregator.extract.stamps import Stamp

_BOLD_LINE = re.compile(
    r"\A((?:\s|\+|<(?:p|div|dd|li)\b[^<>]*>)*)<(?P<tag>strong|b|h[1-6])\b[^<>]*>"
    r"(?P<title>.*?)</(?P=tag)>"
    r"(?:[\s+]*(?:<br\b[^<>]*>|(?=</(?:p|div)>|<(?:p|div)\b))|(?<=</h\d>))",
    re.DOTALL | re.IGNORECASE,
)
_BYLINE = re.compile(
    r"\A\s*<p\b[^<>]*>\s*(?:By|Von|Par|Por|De|Di|From|Door|Af|Av)\s"
    r"(?:<a\b[^<>]*>)?(?P<names>[A-Z][^<>]{3,80})(?:</a>\s*)?</p>"
)
_TITLES = (
    *('[itemprop="headline"]', '[class*="headline"]', '[class*="title"]'),
    "summary",
)
_BOLD = "b:has(+ p), strong:has(+ p)"  # a line of its own, and no part of a paragraph
_AUTHORS = '[rel="author"], [class*="byline"], [class*="author"]'
_KNOWN = Selector(css="", attribute="datetime")  # nothing to look for
_HEADLINED = {*parted.HEADINGS, "dt", "b", "strong", "summary", "caption"}
_ANY_DAY = date(2024, 1, 1)
_SIGNED = re.compile(r"\A(?:By|Von|Par|Por|Door|Af|Av)\s(?=[A-Z])")
_QUOTABLE = re.compile(r"[^\"\\]+")
_AROUND = " |\u2022\xb7\u2013\u2014"  # what sets words off from a time beside
_OPENING = re.compile(r"(?:\s|<[^<>]*>)*")
_SHORT = 12  # words; a line
_SOME = 3  # posts, at least,
_SOME_OF = 5  # and one of so many
_HEADLINE = 25  # words
_LABEL = 8  # words: "Updated on Sunday, 1 March 2026 at 11:48 CET"
_DEEP = 4  # nodes between a clock and its cell
_SEEN = 40  # characters by which words are found again
_ZONE = 2  # words behind a clock that are no headline: "Uhr", "(IST)"
_MOST_AGO = timedelta(days=1)  # beyond, "2d ago" says too little


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the posts of a row are read: chosen by what most of them have."""

    fields: Mapping[str, Selector]
    drop: str | None  # the lines that say the times and nothing else


def reading(posts: Sequence[Span], shown: Sequence[Stamp]) -> Reading:
    """Return how the posts of a row are to be read."""
    heads = [post.head for post in posts]
    return Reading(fields=fields(heads), drop=_label(posts, shown))


def _label(posts: Sequence[Span], shown: Sequence[Stamp]) -> str | None:
    node = shown[0].node
    classes = [each for each in repeated.tokens(node) if _QUOTABLE.fullmatch(each)]
    if not classes or any(_words(each.node) > _LABEL for each in shown):
        return None
    css = f'{node.tag}[class~="{classes[0]}"]'
    once = all(len(post.head.css(css)) <= 1 for post in posts)
    return css if once and node.mem_id != posts[0].head.mem_id else None


def _words(node: LexborNode) -> int:
    return len(node.text(separator=" ").split())


def fields(heads: Sequence[LexborNode]) -> Mapping[str, Selector]:
    """Choose selectors for fields that no heading says, out of the nodes of posts."""
    found = {"time": _KNOWN}
    if not _most(heads, ", ".join(parted.HEADINGS)):
        titles = next((css for css in _TITLES if _most(heads, css)), None)
        titles = titles or next(filter(_named(heads), _TITLES), None)
        if titles is None and headlines.tells_apart(heads, _BOLD):
            titles = _BOLD
        titles = titles or headlines.selector(heads)
        if titles:
            found["title"] = Selector(css=titles)
    if _most(heads, _AUTHORS):
        found["author"] = Selector(css=_AUTHORS)
    return found


def _named(heads: Sequence[LexborNode]) -> Callable[[str], bool]:
    """Return what tells whether some posts have a headline of a name, above the text.

    In many live blogs less than half have any.
    """

    def is_so(css: str) -> bool:
        titled = [head for head in heads if _stands_above(head, css)]
        many = len(titled) >= max(_SOME, len(heads) // _SOME_OF)
        return many and headlines.tells_apart(titled, css)

    return is_so


def _stands_above(head: LexborNode, css: str) -> bool:
    title, first = head.css_first(css), head.css_first(f"{css}, p, figure, blockquote")
    return title is not None and first is not None and title.mem_id == first.mem_id


def _most(heads: Sequence[LexborNode], css: str) -> bool:
    found = [node for head in heads if (node := head.css_first(css))]
    lines = sum(_words(node) <= _SHORT for node in found)
    return 2 * lines > len(heads)


def draft(post: Span, stamp: Stamp, how: Reading) -> Draft:
    """Return what a post says, but its time."""
    if post.head.tag == "tr":
        found = _of_cells(post.head, stamp, how)
    else:
        found = nodes.read(post.head, how.fields, how.drop)
    title = nodes.line(post.title) if post.title else found.title
    own = "" if post.following and _is_line(post.head, stamp) else found.html or ""
    title = _unlabelled(title, stamp) if title else None
    author = _signature(found.author, stamp) if found.author else None
    found = replace(found, title=title, author=author, html=own + post.html)
    return _headlined(found, stamp)


def _signature(author: str, stamp: Stamp) -> str | None:
    """Take the time off a byline, and "By"."""
    name = author.removeprefix(stamp.said).removesuffix(stamp.said).strip(_AROUND)
    return _SIGNED.sub("", name) or None


def _of_cells(head: LexborNode, stamp: Stamp, how: Reading) -> Draft:
    """Read a row of a table: its wordiest cell, and the lines in those beside."""
    cells = head.css("td, th")
    body = max(cells, key=_words, default=head)
    found = nodes.read(body, how.fields, how.drop)
    told = {body.mem_id, stamp.node.mem_id}
    told |= {each.mem_id for each in parted.above(stamp.node, _DEEP)}
    said = " ".join(nodes.line(each) for each in cells if each.mem_id not in told)
    found = replace(found, id=nodes.own_id(head))
    if found.title or len(said.split()) > _HEADLINE:
        return replace(found, html=_paragraph(said) + (found.html or ""))
    return replace(found, title=said or None)


def _paragraph(text: str) -> str:
    return f"<p>{entities.escape(text)}</p>" if text else ""


def _is_line(head: LexborNode, stamp: Stamp) -> bool:
    """Tell whether a head says the time only, or the time and the headline."""
    if _words(head) > _words(stamp.node):
        return False
    rest = stamp.clock.rest.split() if stamp.clock else []
    return len(rest) <= (_HEADLINE if head.tag in _HEADLINED else _ZONE)


def _headlined(found: Draft, stamp: Stamp) -> Draft:
    """Give a post the words behind its clock, where its text has lost them."""
    rest = stamp.clock.rest if stamp.clock else ""
    if found.title or len(rest.split()) <= _ZONE:
        return found
    if rest[:_SEEN] in " ".join(markup.plain(found.html or "").split()):
        return found
    if len(rest.split()) <= _HEADLINE:
        return replace(found, title=rest)
    return replace(found, html=_paragraph(rest) + (found.html or ""))


def timed(
    found: Draft, stamp: Stamp, moment: datetime | None, *, doubtful: bool
) -> Draft:
    """Give a draft its time, and take what said it off what begins with it."""
    title, body = found.title, _unsaid(found.html or "", stamp)
    if stamp.clock:
        title, body = _unclocked(title), clocks.without(body)
    if stamp.ago is not None and not (found.id and stamp.ago < _MOST_AGO):
        moment = None  # it would be another at each look, and the post with it
    published = _written(stamp, moment) if moment else None
    found = replace(
        found,
        title=title or None,
        html=body,
        published=published,
        doubtful=doubtful and published is not None,
    )
    return found if found.title else entitled(found)


def _written(stamp: Stamp, moment: datetime) -> str:
    """Leave a time as it is where it states an offset: that is evidence."""
    written = stamp.written or ""
    stated = timing.states_offset(written) and not written.isdecimal()
    same = stated and times.parse(written) == moment
    return written if same else times.rfc3339(moment)


def _unlabelled(title: str, stamp: Stamp) -> str:
    """Take the time off a headline that it stands in, before or behind."""
    label = " ".join(stamp.node.text(separator=" ").split())
    if label == title and times.parse(title):
        return ""  # a heading that says the day and the clock only
    if label in {"", title} or len(label.split()) > _LABEL:
        return title
    return title.removeprefix(label).removesuffix(label).strip(_AROUND)


def _unsaid(html: str, stamp: Stamp) -> str:
    """Take off the text that says nothing but the time."""
    rest = stamp.clock.rest.split() if stamp.clock else []
    if not stamp.said or len(rest) > _ZONE:
        return html
    opening = _OPENING.match(html)
    start = opening.end() if opening else 0
    said = entities.escape(stamp.said, quote=False)
    if not html.startswith(said, start):
        return html
    behind = html[start + len(said) :].lstrip()
    return html[:start] + clocks.unseparated(behind)


def _unclocked(title: str | None) -> str | None:
    read = clocks.read(title or "", anchor=_ANY_DAY)
    return read.rest if read else title


def entitled(found: Draft) -> Draft:
    """Take a bold line or a heading at the beginning for the headline."""
    bold = _BOLD_LINE.match(found.html or "")
    title = (_unclocked(markup.plain(bold["title"])) or "").strip(" +") if bold else ""
    rest = (found.html or "")[bold.end() :] if bold else ""
    if not 0 < len(title.split()) <= _HEADLINE or not markup.plain(rest).strip():
        return found
    return replace(found, title=title, html=rest)


def tidied(read: list[Draft]) -> list[Draft]:
    """Return posts without the bylines that most begin with, and pinned copies."""
    return _once(_unsigned(read))


def _unsigned(read: list[Draft]) -> list[Draft]:
    bylines = [_BYLINE.match(each.html or "") for each in read]
    if 2 * sum(each is not None for each in bylines) <= len(read):
        return read
    return [
        replace(
            each,
            author=each.author or byline["names"].strip(),
            html=(each.html or "")[byline.end() :],
        )
        if byline
        else each
        for each, byline in zip(read, bylines, strict=True)
    ]


def _once(read: list[Draft]) -> list[Draft]:
    """Leave out what has no id and says the beginning of a post of the same time."""
    named = {each.published: each for each in read if each.id}
    named.pop(None, None)
    return [
        each for each in read if each.id or not _begins(each, named.get(each.published))
    ]


def _begins(copy: Draft, post: Draft | None) -> bool:
    if post is None:
        return False
    one, other = (
        " ".join(markup.plain(each.html or "").split()) for each in (copy, post)
    )
    return len(one.split()) > _SHORT and other.startswith(one)
