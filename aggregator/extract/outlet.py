"""An outlet's own rules: a small TOML file, checked when it is loaded."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from aggregator.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from aggregator.model import Source

_FIELDS = ("id", "url", "time", "updated", "title", "body", "author")
_TOP = {"hosts", "zone", "post", "json"}
_POST = {"each", "day", "drop", *_FIELDS}
_JSON = {"each", *_FIELDS}
_ATTRIBUTE = re.compile(r"@([\w:-]+)\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """`css`: a node's content; `css@name`: an attribute of it; `@name`: of the post.

    `~ css`: the nodes that follow the post's own, up to the next post.
    """

    css: str  # empty: the post's own node
    attribute: str | None = None
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRules:
    """Where the posts of an HTML page are, and where their fields are in them."""

    each: str  # one node for each post
    fields: Mapping[str, Selector]
    day: str | None = None  # headings that say the day of the posts below
    drop: str | None = None  # what is no part of a body

    @property
    def following(self) -> str | None:
        """What continues a post behind its node, if bodies follow there."""
        body = self.fields.get("body")
        return body.css if body and body.follows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """How the pages of one outlet, or of one publishing system, are read."""

    profile: str  # the file's name, without its suffix
    hosts: tuple[str, ...] = ()  # subdomains included
    zone: str | None = None  # IANA name; of times that state no offset
    post: PostRules | None = None  # for HTML
    json: Mapping[str, str] | None = None  # for JSON: a path for each field

    def owns(self, host: str) -> bool:
        """Tell whether pages of the host are to be read by these rules."""
        return any(f".{host}".endswith(f".{own}") for own in self.hosts)


def load_outlets(extra: Path | None = None) -> dict[str, Outlet]:
    """Return the shipped profiles, and over them the operator's own.

    Args:
        extra: a directory with TOML files, if the operator has one.

    Raises:
        ConfigError: a file or the directory cannot be used; names the file and key.
    """
    if extra is not None and not extra.is_dir():
        message = f"{extra}: no such directory of outlets; make it or correct the path"
        raise ConfigError(message)
    shipped = resources.files("aggregator.extract") / "outlets"
    files = [*shipped.iterdir(), *(sorted(extra.iterdir()) if extra else [])]
    texts = (
        (each.name, each.read_bytes()) for each in files if each.name.endswith(".toml")
    )
    return outlets(texts)


def require_profiles(profiles: Mapping[str, Outlet], sources: Iterable[Source]) -> None:
    """Refuse sources that name a profile which is not there.

    Raises:
        ConfigError: with the source, and the nearest name there is.
    """
    for each in sources:
        if each.profile is not None and each.profile not in profiles:
            near = get_close_matches(each.profile, profiles, 1, cutoff=0)
            message = (
                f"source {each.id!r}: no outlet profile is named {each.profile!r}: "
                f"did you mean {near[0]!r}?"
            )
            raise ConfigError(message)


def outlets(texts: Iterable[tuple[str, bytes]]) -> dict[str, Outlet]:
    """Return profiles by name, read from (file name, content) pairs; the last wins."""
    read = (parse(name, content) for name, content in texts)
    return {each.profile: each for each in read}


def parse(file: str, content: bytes) -> Outlet:
    """Return one profile.

    Raises:
        ConfigError: with the name of the file and of the key that is wrong.
    """
    try:
        return _outlet(file.removesuffix(".toml"), tomllib.loads(content.decode()))
    except ValueError as error:  # of ours, of TOML or of UTF-8
        message = f"{file}: {error}"
        raise ConfigError(message) from error


def _wrong(*, key: str, remedy: str) -> ValueError:
    return ValueError(f"{key}: {remedy}")


def _outlet(profile: str, table: dict[str, Any]) -> Outlet:
    _known(table, _TOP, "")
    post, paths = _table(table, "post"), _table(table, "json")
    if post is None and paths is None:
        raise _wrong(
            key="post", remedy="missing; say where the posts are, in [post] or [json]"
        )
    return Outlet(
        profile=profile,
        hosts=_hosts(table),
        zone=_zone(table),
        post=_post(post) if post is not None else None,
        json=_paths(paths) if paths is not None else None,
    )


def _table(table: dict[str, Any], key: str) -> dict[str, Any] | None:
    inner = table.get(key)
    if inner is None or isinstance(inner, dict):
        return inner
    raise _wrong(key=key, remedy=f"is to be a table: [{key}]")


def _known(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    for key in table.keys() - keys:
        raise _wrong(
            key=where + key, remedy=f"no such key; there are {', '.join(sorted(keys))}"
        )


def _hosts(table: Mapping[str, Any]) -> tuple[str, ...]:
    hosts = table.get("hosts", [])
    if isinstance(hosts, list) and all(isinstance(each, str) for each in hosts):
        return tuple(each.lower() for each in hosts)
    raise _wrong(key="hosts", remedy="is to be a list of strings")


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    said = table.get(key, "")
    if isinstance(said, str):
        return said
    raise _wrong(key=where + key, remedy="is to be a string")


def _zone(table: Mapping[str, Any]) -> str | None:
    name = _text(table, "zone", "")
    try:
        return ZoneInfo(name).key if name else None
    except (KeyError, ValueError, OSError) as error:
        raise _wrong(key="zone", remedy=f"{name!r} is no IANA time zone") from error


def _paths(table: dict[str, Any]) -> dict[str, str]:
    _known(table, _JSON, "json.")
    paths = {key: _text(table, key, "json.") for key in table}
    if not paths.get("each"):
        raise _wrong(key="json.each", remedy="missing; the path of the list of posts")
    return paths


def _post(table: dict[str, Any]) -> PostRules:
    _known(table, _POST, "post.")
    written = {key: _text(table, key, "post.") for key in table}
    if not written.get("each"):
        raise _wrong(
            key="post.each", remedy="missing; a selector with one node for each post"
        )
    selectors = {key: _selector(said) for key, said in written.items()}
    for key, selector in selectors.items():
        _check(f"post.{key}", selector.css)
    return PostRules(
        each=selectors["each"].css,
        fields={key: selectors[key] for key in _FIELDS if key in selectors},
        day=written.get("day"),
        drop=written.get("drop"),
    )


def _selector(written: str) -> Selector:
    attribute = _ATTRIBUTE.search(written)
    css = _ATTRIBUTE.sub("", written).strip()
    return Selector(
        css=css.removeprefix("~").strip(),
        attribute=attribute[1] if attribute else None,
        follows=css.startswith("~"),
    )


def _check(key: str, css: str) -> None:
    if not css:
        return
    try:
        LexborHTMLParser("<p>").css(css)
    except SelectolaxError as error:
        raise _wrong(key=key, remedy=f"{css!r} is no CSS selector") from error
