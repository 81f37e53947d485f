"""What an outlet makes of a post: a key event, a summary, or one post among others."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias

from aggregator.extract import lenient
from aggregator.text.remembered import remembered
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from aggregator.liveblog import PostKind

_HEADER = 8  # elements at the start of a post, where its label stands
_LONGEST_LABEL = 40  # characters
_LONGEST_TITLE = 300  # characters; no summary is announced in more

_QUOTES = str.maketrans("\u2018\u2019\u2013\u2014\u2212", "''---")
_AROUND = ' \u00bf"*+#>\u201c\u201d\u201e\u00ab\u00bb'
_CLOCK = r"(?:\d{1,2}(?:[.:h]\d\d)?\s?(?:[ap]\.?m\b\.?|uhr\b)?\s?[-:|]?\s?)?"
_END = r"(?=\s*(?:\Z|[:|.?!\u2026(\u2022]|-\s))"

_FIRST = re.compile(rf"{_CLOCK}([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PARTED = re.compile(r"(?<=.)(?=--[^-])")
# Parts of a class name, as `__` and `--` divide it; what is behind these begins with
# two hyphens here. Guardian: `is-key-event`, Automattic: `type-key`, Sourcefabric:
# `lb-highlight`, Reach: `key-event`.
_OPENLY = (
    re.compile(r"(?:--)?(?:is|type)-(?:summary|recap|key-points)"),
    re.compile(
        r"(?:--)?(?!no[nt]?-)(?:.+-)?key-?(?:event|moment)"
        r"|(?:--)?(?:is|type)-key(?:-(?:post|update))?|(?:is-)?top-blog-?item"
        r"|lb-(?:post-)?highlight(?:ed)?|(?:--)?is-destaque"
    ),
)
# The same in the names of a post's own node only: within it they name its parts.
_OF_ITSELF = (
    re.compile(
        r"--(?:summary|recap)|(?:post|block|entry|item|event|update)-(?:summary|recap)"
        r"|(?:summary|recap)-(?:post|block|entry|item|event|update)"
    ),
    re.compile(
        r"(?:--)?(?:(?:is|post|block|entry|item|event|update)-)?"
        r"(?:highlight(?:ed)?|important|key|destaque|destacado|milestone)"
    ),
)

# Names of fields and `data-` attributes, without case, hyphens and underlines.
_KEY_FLAGS = (
    "keyevent", "iskeyevent", "iskey", "keymoment", "iskeymoment", "keypost",
    "iskeypost", "isdestaque", "destaque", "istopblogitem", "lbhighlight", "highlight",
    "ishighlight", "highlighted", "ishighlighted", "important", "isimportant",
    "ismilestone",
)  # fmt: skip
_SUMMARY_FLAGS = ("summary", "issummary", "summarypost", "recap", "isrecap")
_TYPES = (
    "type", "kind", "posttype", "blocktype", "entrytype", "eventtype", "itemtype",
    "updatetype", "typecode", "variant", "flag", "flags",
)  # fmt: skip
_CLASSES = ("class", "classes", "cssclass", "cssclasses", "classname")
_LABELS = ("arialabel", "label", "labels", "badge")
_KEY_TYPES = {
    "key", "keyevent", "keymoment", "keypost", "keyupdate", "highlight", "destaque",
    "milestone",
}  # fmt: skip
_SUMMARY_TYPES = {"summary", "summarypost", "recap", "keypoints"}
# What may hold flags of the object that it is a field of.
_HOLDERS = {
    "attributes", "flags", "properties", "options", "meta", "fields", "settings",
    "additionalproperties", "config", "extras",
}  # fmt: skip
_TRUE = (True, "1", "true", "yes")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The phrases of `kinds.toml`."""

    labels: re.Pattern[str]
    summaries: re.Pattern[str]
    firsts: frozenset[str]  # the words that these begin with


_Role: TypeAlias = Callable[[object], "PostKind | None"]


def of_node(node: LexborNode) -> PostKind | None:
    """Return what a post's own node, or what stands at its head, says that it is.

    Looked at are classes, `data-` attributes, accessible names, and a label that is
    all of an element's text; the prose of the post is not.
    """
    own = (
        _of_name(name.removeprefix("data-"), "true" if value is None else value)
        for name, value in node.attributes.items()
        if name.startswith("data-") or name in {"class", "aria-label"}
    )
    return _stronger(own) or _stronger(map(_of_part, _head(node)))


def of_row(
    row: Mapping[str, object] | Mapping[tuple[str, ...], object],
) -> PostKind | None:
    """Return what the fields of a JSON object say that it is.

    Args:
        row: fields by name, or by the path of names that leads to each.
    """
    return _stronger(
        kind
        for name, value in row.items()
        if (role := _role(name))
        for kind in map(role, lenient.listed(value))
    )


@remembered
def of_title(title: str) -> PostKind | None:
    """Return `summary` where a headline announces one, in one of nine languages.

    "Summary", "Was wir bisher wissen": the whole headline, or its beginning in a form
    that headlines of news do not use.
    """
    if len(title) > _LONGEST_TITLE:
        return None
    said, table = _folded(title), _table()
    first = _FIRST.match(said)  # a cheap no for nearly all
    may_be = first is not None and first[1] in table.firsts
    return "summary" if may_be and table.summaries.match(said) else None


def _stronger(said: Iterable[PostKind | None]) -> PostKind | None:
    """Return what is said; a summary that is a key event too is a summary."""
    kinds = set(said)
    return "summary" if "summary" in kinds else next(filter(None, kinds), None)


def _head(node: LexborNode) -> Iterable[LexborNode]:
    """Yield the first elements in a post's node, up to its prose."""
    for each in islice(node.traverse(), 1, _HEADER):
        if each.tag == "p":
            return
        yield each


def _of_part(node: LexborNode) -> PostKind | None:
    attributes = node.attributes
    return (
        _labelled(attributes.get("aria-label"))
        or _classed(attributes.get("class") or "", _OPENLY)
        or _labelled(_only_text(node))
    )


def _only_text(node: LexborNode) -> str | None:
    inner = node.first_child
    alone = inner and inner.tag == "-text" and inner.next is None
    return inner.text_content if inner and alone else None


@functools.lru_cache(maxsize=4096)  # the posts of a page have the same few fields
def _role(name: str | tuple[str, ...]) -> _Role | None:
    *holders, last = (name,) if isinstance(name, str) else name
    held = _HOLDERS.issuperset(map(_plain, holders))
    return _ROLES.get(_plain(last)) if held else None


def _of_name(name: str, value: object) -> PostKind | None:
    role = _role(name)
    return role(value) if role else None


def _key_flag(value: object) -> PostKind | None:
    return "key_event" if _is_true(value) else None


def _summary_flag(value: object) -> PostKind | None:
    return "summary" if _is_true(value) else None


def _is_true(value: object) -> bool:
    return (value.lower() if isinstance(value, str) else value) in _TRUE


def _typed(value: object) -> PostKind | None:
    plain = _plain(value) if isinstance(value, str) else ""
    if plain in _SUMMARY_TYPES:
        return "summary"
    return "key_event" if plain in _KEY_TYPES else None


def _own_classes(value: object) -> PostKind | None:
    if not isinstance(value, str):
        return None
    return _classed(value, _OPENLY) or _classed(value, _OF_ITSELF)


@functools.lru_cache(maxsize=1024)  # pages say the same few names again and again
def _classed(names: str, forms: tuple[re.Pattern[str], ...]) -> PostKind | None:
    spelt = _CAMEL.sub("-", names).lower().replace("__", "--").replace("_", "-")
    parts = [part for name in spelt.split() for part in _PARTED.split(name)]
    summary, key = (any(map(form.fullmatch, parts)) for form in forms)
    if summary:
        return "summary"
    return "key_event" if key else None


def _labelled(value: object) -> PostKind | None:
    if not isinstance(value, str) or len(value) > _LONGEST_LABEL:
        return None
    return _label(_folded(value))


@functools.lru_cache(maxsize=1024)
def _label(said: str) -> PostKind | None:
    table = _table()
    if table.labels.match(said):
        return "key_event"
    return "summary" if table.summaries.match(said) else None


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


def _folded(text: str) -> str:
    return squeeze(text.casefold()).translate(_QUOTES).strip(_AROUND)


@functools.cache
def _table() -> _Table:
    file = resources.files("aggregator.extract") / "kinds.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    labels = table.pop("labels")["key_event"]
    said = [
        [each for language in table.values() for each in language.get(name, ())]
        for name in ("alone", "whole", "opening")
    ]
    alone, whole, opening = map(_any, said)
    return _Table(
        labels=re.compile(rf"(?:{_any(labels)}){_END}"),
        summaries=re.compile(
            rf"{_CLOCK}(?:(?:{alone})\W*\Z|(?:{whole}){_END}|(?:{opening})\b)"
        ),
        firsts=frozenset(
            first[0] for each in chain(*said) if (first := _WORD.match(each))
        ),
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


_ROLES: Mapping[str, _Role] = {
    **dict.fromkeys(_KEY_FLAGS, _key_flag),
    **dict.fromkeys(_SUMMARY_FLAGS, _summary_flag),
    **dict.fromkeys(_TYPES, _typed),
    **dict.fromkeys(_CLASSES, _own_classes),
    **dict.fromkeys(_LABELS, _labelled),
}
