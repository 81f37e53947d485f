"""Which addresses belong together: of one site, of one page, of one subject."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from aggregator.text import urls, words
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

# Second-level domains under which a country's names are registered: a short form of
# the public suffix list, for want of which two sites would be one, never the reverse.
_PUBLIC = {
    *("co", "com", "org", "net", "gov", "gob", "ac", "edu", "or", "ne", "go", "info"),
    *("ltd", "plc", "me", "nom", "mil", "in", "asn", "id", "web", "sch", "nic", "biz"),
}
_COUNTRY = 2  # letters of its domain
_WORD = re.compile(r"[^\W\d_]{3,}")
_SUFFIX = re.compile(r"\.(?:s?html?|php|aspx?|jsp|json|amp)\Z", re.IGNORECASE)
# What slugs and titles of any live blog say, whatever it is about.
_OF_ANY = {
    *("live", "blog", "liveblog", "liveticker", "ticker", "newsblog", "news", "latest"),
    *("update", "updates", "direct", "directo", "diretta", "vivo", "ultime", "page"),
    *("here", "the", "and", "for", "our", "new", "coverage", "html", "with", "der"),
    *("die", "das", "und", "aktuell", "aktuelle", "nouveau", "neuer", "neuen", "day"),
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov"),
    *("dec", "today", "this", "from", "follow", "nuova", "nuevo", "ici", "hier", "qui"),
}


@lru_cache(maxsize=1024)
def site(url: str) -> str:
    """Return the name under which the host of an address is registered."""
    labels = urls.host(url).split(".")
    beneath = len(labels[-1]) == _COUNTRY and labels[-2:-1] and labels[-2] in _PUBLIC
    return ".".join(labels[-3 if beneath else -2 :])


def on_site(url: str | None, of: str) -> bool:
    """Tell whether an address is one of the web, on the same site as another."""
    return bool(url) and bool(site(of)) and site(url or "") == site(of)


@remembered
def path(url: str) -> str:
    """Return the path of an address in lower case, without what formats put to it."""
    return _SUFFIX.sub("", unquote(urlsplit(url).path).lower().rstrip("/"))


def same_page(url: str, other: str) -> bool:
    """Tell whether two addresses are of one document, fragments apart."""
    return urls.without_fragment(url) == urls.without_fragment(other)


@remembered
def parameters(url: str) -> Mapping[str, str]:
    """Return the parameters of an address; of those named alike the last."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def with_parameters(url: str, changes: Mapping[str, str]) -> str:
    """Return an address with other parameters set, and without its fragment."""
    parts = urlsplit(url)
    query = urlencode({**parameters(url), **changes}, safe=":/,")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def subject(*texts: str) -> set[str]:
    """Return the words that tell what slugs or titles are about."""
    return {
        word
        for text in texts
        for word in words.words(" ".join(_WORD.findall(unquote(text))))
        if word not in _OF_ANY
    }
