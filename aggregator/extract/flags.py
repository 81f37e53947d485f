"""What publishing systems let on about a live blog's life by flags in their data.

A flag counts when its name says live blog, or when the object that has it is a live
blog by its type, and not another page's. So a video's `isLive` is none.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from aggregator.extract import lenient, sites
from aggregator.extract.ancestry import with_ancestors
from aggregator.liveblog import Sign
from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

    from aggregator.extract.lenient import Object
    from aggregator.extract.page import Page

_KEY = re.compile(r"[^a-z]+")
# What a flag that is true says of the end, by its name without hyphens and case.
_GOING = {"islive", "isactive", "active", "isopen", "isongoing", "live", "open"}
_OVER = {
    *("isclosed", "closed", "ended", "isended", "hasended", "finished", "isfinished"),
    *("archived", "isarchived", "isover", "completed", "iscompleted", "isdead"),
}
_STATES = {"status", "state", "livestatus", "livestate", "eventstatus"} | {
    "creativeworkstatus", "coveragestatus", "eventstate",
}  # fmt: skip
_TELLING = _GOING | _OVER | _STATES
# Names that say live blog themselves, such as `liveBlogStatus`, `isLiveblogClosed`.
_OWN = re.compile(
    r"(?:is)?(?:live)?(?:blog|coverage)(?P<what>status|state|live|active|open|closed|ended"
    r"|archived|finished|completed|isactive|isclosed|isended|islive)"
)
_STATE = {
    **dict.fromkeys(("live", "open", "active", "enable", "enabled", "ongoing"), False),
    **dict.fromkeys(("running", "started", "inprogress", "progress"), False),
    **dict.fromkeys(("closed", "ended", "archive", "archived", "finished"), True),
    **dict.fromkeys(("completed", "complete", "over", "inactive", "disabled"), True),
    **dict.fromkeys(("stopped", "concluded"), True),
}
_SAID = (bool, str)
_TRUTH = {"true": True, "not false": True, "not true": False}  # false `closed`: nothing
_SCHEMA = re.compile(r"\A(?:.*/)?(?:event(?=[a-z]))?", re.DOTALL)
_LIVE_BLOG = re.compile(
    r"live[-_ ]?(?:blog|coverage|page|ticker|story|cent(?:er|re)|event)(?:posting|page"
    r"|article|data|settings|config|info|meta(?:data)?)?",
    re.IGNORECASE,
)
_TYPES = (
    "@type", "type", "__typename", "contentType", "pageType", "articleType", "kind",
    "designType", "template", "layout", "subtype",
)  # fmt: skip
_ADDRESSES = (
    "url", "webUrl", "webURL", "href", "path", "link", "canonicalUrl", "canonicalURL",
    "canonical", "permalink", "shareUrl", "shareURL", "uri",
)  # fmt: skip

# In scripts, whether they are JSON, assign it or have it in a string.
_HINT = re.compile(r"ive(?:[Bb]log|_blog|(?<=isLive)|(?<=is_live))")
_STATUS = "blog_status"
_FLAG = re.compile(  # what begins with one character, or one of two, is found fast
    r"\"(?:(?<=(\\)\"))?"
    r"(?:is_?[Ll]ive|(?:is_?)?[Ll]ive_?[Bb]log_?[A-Za-z]{4,10}|blog_status)"
    r"(?:\"|(?(1)(?P<escape>\\)\"|(?!)))\s*:"
)
_SETTINGS = re.compile(r"[Ll](?<!\w[Ll])(?i:ive_?blog)\w*\"?\s*[=:]\s*(?=\{\s*\")")
_NAMED = re.compile(r"([\w-]+)\\?\"?\s*[:=]\s*\Z")
_ESCAPE = re.compile(r"\\([\"\\/])")
_MOST_FLAGS = 12  # looked at in one script
_MOST_SCRIPTS = 200
_MOST_BRACES = 400
_WINDOW = 20_000  # characters around a flag in a string
_DECODER = json.JSONDecoder(strict=False)

_MARKS = {
    "data-live": "islive",
    "data-is-live": "islive",
    "data-liveblog-status": "status",
    "data-blog-status": "status",
}
_ABOVE = 30  # nodes around one that is marked
_MOST_MARKS = 500
_MARKED = ", ".join([*(f"[{name}]" for name in _MARKS), "amp-live-list[disabled]"])
_CLASS = re.compile(
    r"(?<![\w-])live-?blog-{1,2}(?:is-)?(?:closed|ended|archived?|finished|over)(?![\w-])"
)
_PLAYER = re.compile(r"video|player|audio|stream|teaser|card", re.IGNORECASE)
_ASIDE = {"a", "aside", "nav", "header", "footer", "li", "video", "figure"}


class _Flag(NamedTuple):
    name: str  # as written
    value: str
    ended: bool


def signs(page: Page, blogs: Iterable[Object]) -> list[Sign]:
    """Return what flags of the page say, each once; none if they disagree.

    Args:
        page: as it came.
        blogs: what it states as live blogs in JSON-LD.
    """
    found = list(dict.fromkeys(_flags(page, blogs)))
    if len({flag.ended for flag in found}) != 1:
        return []
    return [
        Sign(
            ended=flag.ended,
            weight="state",
            reason=f"its data says {flag.name}: {flag.value}",
        )
        for flag in found
    ]


def _flags(page: Page, blogs: Iterable[Object]) -> Iterator[_Flag]:
    for blog in blogs:
        yield from _of_object(blog, page.url, is_blog=True)
    for name, each in page.near:
        yield from _of_object(each, page.url, is_blog=_is_blog(each, name))
    for _, text in page.scripts[:_MOST_SCRIPTS]:
        yield from _of_script(text, page.url)
    yield from _marks(page)


def _is_blog(found: Object, name: str) -> bool:
    """Tell whether an object is a live blog, by its name, its type or its own word."""
    own = found.get("isLiveBlog", found.get("isLiveblog"))
    if isinstance(own, bool):
        return own
    types = (said for key in _TYPES for said in lenient.listed(found.get(key)))
    return bool(_LIVE_BLOG.fullmatch(name)) or any(
        isinstance(said, str) and _LIVE_BLOG.fullmatch(said) for said in types
    )


def _of_object(found: Object, url: str, *, is_blog: bool) -> Iterator[_Flag]:
    said = [
        _Flag(name, str(value).lower(), ended)
        for name, value in found.items()
        if isinstance(value, _SAID)
        if (ended := _ended(_meant(name, is_blog=is_blog), value)) is not None
    ]
    if said and not _is_anothers(found, url):
        yield from said


@functools.lru_cache(maxsize=4096)  # data says the same few names again and again
def _meant(name: str, *, is_blog: bool) -> str:
    key = _KEY.sub("", name.lower())
    own = _OWN.fullmatch(key)
    return own["what"] if own else key if is_blog else ""


def _ended(key: str, value: object) -> bool | None:
    """Return whether a flag says that it is over; None if it says nothing of it."""
    if key not in _TELLING:  # nearly all, and their values may be long
        return None
    said = str(value).lower()
    if key in _GOING:
        return _TRUTH.get(f"not {said}")
    if key in _OVER:
        return _TRUTH.get(said)
    return _STATE.get(_KEY.sub("", _SCHEMA.sub("", said)))


def _is_anothers(found: Object, url: str) -> bool:
    """Tell whether an object states an address, and it is that of another page."""
    said = (found.get(name) for name in _ADDRESSES)
    stated = [urls.absolute(each, base=url) for each in said if isinstance(each, str)]
    own = sites.path(url)
    paths = [sites.path(each) for each in stated if each]
    return bool(paths) and not any(
        each.endswith(own) or own.endswith(each) for each in paths
    )


def _of_script(text: str, url: str) -> Iterator[_Flag]:
    if not _HINT.search(text) and _STATUS not in text:  # a cheap no
        return
    begun = [found.end() for found in _SETTINGS.finditer(text)][:_MOST_FLAGS]
    for start in begun:
        settings = _decoded(text, start)
        if settings:
            yield from _of_object(settings, url, is_blog=True)
    for count, flag in enumerate(_FLAG.finditer(text)):
        if count == _MOST_FLAGS:
            return
        yield from _around(text, flag, url)


def _around(text: str, flag: re.Match[str], url: str) -> Iterator[_Flag]:
    """Yield what the object says in which a flag stands."""
    at = flag.start()
    if flag["escape"]:  # in a string: one level of escapes is taken away
        at -= 1
        head = _ESCAPE.sub(r"\1", text[max(0, at - _WINDOW) : at])
        text = head + _ESCAPE.sub(r"\1", text[at : at + _WINDOW])
        at = len(head)
    start = _opening(text, at)
    found = _decoded(text, start) if start is not None else None
    if found and start is not None:
        named = _NAMED.search(text[max(0, start - 80) : start])
        is_blog = _is_blog(found, named[1] if named else "")
        yield from _of_object(found, url, is_blog=is_blog)


def _opening(text: str, at: int) -> int | None:
    """Return where the object begins in which a place is; braces in strings count."""
    depth = 0
    for _ in range(_MOST_BRACES):
        start = max(0, at - _WINDOW)
        closing, opening = text.rfind("}", start, at), text.rfind("{", start, at)
        at = max(closing, opening)
        if at < 0:
            return None
        if at == opening and depth == 0:
            return at
        depth += 1 if at == closing else -1
    return None


def _decoded(text: str, start: int) -> Object | None:
    try:
        value, _ = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _marks(page: Page) -> Iterator[_Flag]:
    """Yield what attributes say of the page's own live blog."""
    for node in filter(None, (page.tree.root, page.tree.body)):
        over = _CLASS.search((node.attributes.get("class") or "").lower())
        if over:
            yield _Flag("class", over[0], ended=True)
    marked = page.tree.css(_MARKED)[:_MOST_MARKS]
    if any(node.tag == "amp-live-list" for node in marked):
        yield _Flag("amp-live-list", "disabled", ended=True)
    own = [node for node in marked if not _is_aside(node)]
    for name, meant in _MARKS.items():
        values = [node.attributes[name] for node in own if name in node.attributes]
        ended = _ended(meant, values[0]) if len(values) == 1 else None
        if ended is not None:  # of several, some are teasers'
            yield _Flag(name, str(values[0]), ended)


def _is_aside(node: LexborNode) -> bool:
    """Tell whether a node is a teaser's, or that of a video."""
    return any(
        each.tag in _ASIDE or _PLAYER.search(each.attributes.get("class") or "")
        for each in with_ancestors(node, _ABOVE)
    )
