"""Addresses, made absolute and comparable."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

_LONGEST = 8192  # characters; what no server takes is no address
_DEFAULT_PORTS = {"http": 80, "https": 443}

# WHATWG URL, section 4.4: stripped from the ends, and dropped anywhere.
_ENDS = "".join(map(chr, range(0x21)))
_DROPPED = str.maketrans("", "", "\t\r\n")

# What is as `_normal` writes it, but for the tracking: nearly all that data states.
_NAME = r"(?:[a-z0-9-]++\.)++[a-z0-9-]++"
_MARKS = r"\w.~!$%&'()*+,:=@\[\]/-"
_WRITTEN_OUT = re.compile(
    rf"https?://{_NAME}/[{_MARKS}]*+(?:\?([{_MARKS}?]++))?+(?:#[{_MARKS}?]++)?+",
    re.ASCII,
)
_NAMED = re.compile(rf"https?://({_NAME})/")

_NO_HOST = re.compile(r"[\x00-\x20\x7f\"#%/<>?@\[\\\]^`{|}\s]")
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # what is already encoded stays as it is
# Closed, for keys are made of what is left; `tracking` knows more, for what is shown.
_TRACKING = re.compile(
    r"(?:utm_\w*|(?:fb|g|gb|dc|msc|y|tw|tt)clid|wbraid|gbraid|igshid|_g[al]|mc_[ce]id"
    r"|mkt_tok|at_(?:medium|campaign|custom\d|link_\w+|format|bbc_team|ptr_name)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)|_hs(?:enc|mi)|vero_id|wt_mc|xtor"
    r"|cmp|cmpid|ocid|smid)(?:=.*)?",
    re.IGNORECASE,
)


def absolute(url: str | None, *, base: str) -> str | None:
    """Return an address as found, made absolute against `base`; None if unusable.

    Only http and https. Normalised as far as never changes where it leads: case of
    scheme and host, default port, percent-encoding; user and password are removed,
    and so are parameters that only tell where the reader came from.
    """
    if not url or _is_written_out(url):
        return url or None
    bare = _tidy(url)
    return _resolved(base, bare) if 0 < len(bare) <= _LONGEST else None


def _is_written_out(url: str) -> bool:
    known = _WRITTEN_OUT.fullmatch(url) if len(url) <= _LONGEST else None
    query = known and known[1]
    return bool(known) and (not query or _untracked(query) == query)


@lru_cache(maxsize=4096)  # the same few hundred at every look; 16 µs each
def _resolved(base: str, url: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base, url))
        return _normal(parts, parts.port)
    except ValueError:  # a port or an IPv6 address that is none
        return None


def _tidy(url: str) -> str:
    """Read an address as browsers do: a backslash before the query is a slash."""
    bare = url.strip(_ENDS).translate(_DROPPED)
    path, *rest = re.split(r"(?=[?#])", bare, maxsplit=1)
    return path.replace("\\", "/") + "".join(rest)


def _normal(parts: SplitResult, port: int | None) -> str | None:
    name = (parts.hostname or "").rstrip(".")
    literal = f"[{name}]" if ":" in name else name
    if parts.scheme not in _DEFAULT_PORTS or not name or _NO_HOST.search(name):
        return None
    place = (
        literal if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{literal}:{port}"
    )
    url = urlunsplit(
        (
            parts.scheme,
            place,
            _encoded(parts.path) or "/",
            _encoded(_untracked(parts.query)),
            _encoded(parts.fragment),
        )
    )
    return url if len(url) <= _LONGEST else None


def _encoded(part: str) -> str:
    return quote(part, safe=_KEPT, errors="replace")


def _untracked(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if not _TRACKING.fullmatch(pair))


def host(url: str) -> str:
    """Return the host of an address in lower case; empty if there is none."""
    if "/" not in url:
        return ""
    named = _NAMED.match(url)
    if named:
        return named[1]
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def fragment(url: str) -> str:
    """Return what follows the `#`; empty if there is none."""
    return url.partition("#")[2]


def without_fragment(url: str) -> str:
    """Return the address of the whole document."""
    return url.partition("#")[0]
