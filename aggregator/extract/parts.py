"""Which addresses show other parts of one live blog, and which part they show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from aggregator.extract import sites
from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERED = (
    r"page|p|pg|paged|pagina|página|page[-_]?(?:no|num|number|index)|seite|strona|str"
    r"|lb[-_]?page|(?:live|post|entry|blog)s?[-_]?page"
)
# What a parameter is called that says which part of a live blog is to be shown.
_PART = re.compile(
    rf"{_NUMBERED}|offset|start|from|skip|before|until|max[-_]?id|older|cursor|after"
    r"|last[-_]?id|last[-_]?entry",
    re.IGNORECASE,
)
_NUMBER = re.compile(_NUMBERED, re.IGNORECASE)
_BACK = {"before", "older", "max_id", "maxid", "until"}  # these never lead forward
# Parameters that change how a live blog is shown, not which one or what of it.
_MANNER = {"filterkeyevents", "dcr", "amp", "order", "sort", "format", "outputtype"}
# The end of a path that names its part: `/page/2`, `/seite-2`; or a bare `/2`.
_TAIL = re.compile(
    r"[/,._-](?:page|pg|pagina|seite|strona|part|pag)[/=._-]?(\d{1,4})\Z"
)
_BARE = re.compile(r"/(\d{1,3})\Z")
_SLUG = 3  # words at least, of what a bare number may follow


def is_part(url: str, of: str) -> bool:
    """Tell whether an address is of the same live blog, and of another part of it.

    Only a parameter that chooses the part may differ, or a number at the path's end.
    """
    there, here = sites.path(url), sites.path(of)
    changed = _changed(url, of)
    if any(not _PART.fullmatch(name) for name in changed):
        return False
    if there == here:
        return bool(changed)
    return _stem(there) == _stem(here)


def leads_back(url: str, of: str) -> bool:
    """Tell whether an address asks for what came before something."""
    asked = {name.lower() for name in sites.parameters(url)} & _BACK
    return bool(asked) and not asked.isdisjoint(map(str.lower, _changed(url, of)))


def _changed(url: str, of: str) -> set[str]:
    there = sites.parameters(url)
    here = _own(of)
    return {
        name
        for name in there.keys() | here.keys()
        if name.lower() not in _MANNER and there.get(name) != here.get(name)
    }


@lru_cache(maxsize=64)  # a page is asked of for each of its links
def _own(url: str) -> Mapping[str, str]:
    return sites.parameters(urls.absolute(url, base=url) or url)


def stem(url: str) -> str:
    """Return the path of an address without the number of its part."""
    return _stem(sites.path(url))


def _stem(path: str) -> str:
    named = _TAIL.sub("", path)
    bare = _BARE.sub("", named)
    return bare if bare.rpartition("/")[2].count("-") >= _SLUG - 1 else named


def number(url: str) -> int | None:
    """Return the number of the part that an address names."""
    path = sites.path(url)
    tail = _TAIL.search(path) or _BARE.search(path.removeprefix(_stem(path)))
    said = [
        value
        for name, value in sites.parameters(url).items()
        if _NUMBER.fullmatch(name)
    ]
    digits = [*said, *([tail[1]] if tail else [])]
    return next(
        (int(each) for each in digits if re.fullmatch(r"[0-9]{1,4}", each)), None
    )


def numbered(url: str, number: int) -> str:
    """Return the address of a part by its number, as a parameter.

    Its name is that which the address uses already, else `page`.
    """
    names = (name for name in sites.parameters(url) if _NUMBER.fullmatch(name))
    return sites.with_parameters(url, {next(names, "page"): str(number)})


def whole(url: str) -> str:
    """Return the address of a live blog without what chooses a part of it."""
    kept = {
        name: value
        for name, value in sites.parameters(url).items()
        if not _PART.fullmatch(name) and name.lower() not in _MANNER
    }
    return urlunsplit(urlsplit(url)._replace(query=urlencode(kept), fragment=""))
