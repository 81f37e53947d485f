"""Live blogs that a page only embeds: scripts of a platform load the posts."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from string import Formatter
from typing import TYPE_CHECKING

from aggregator.text import urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

    from aggregator.extract.page import Page

_PLAIN = re.compile(r"[\w.-]{1,100}")  # what may become part of an address
_FRAMES = ("src", "data-src")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """Where the posts of a page are that shows none."""

    platform: str
    address: str | None  # absolute: what to follow instead, where the page tells


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How one platform is embedded; see `embeds.toml`."""

    platform: str
    css: str
    attribute: str = ""
    form: str = ""
    address: str = ""


def embedded(page: Page) -> Embed | None:
    """Return the first platform that a page embeds a live blog of, if it does."""
    for form in _forms():
        node = page.tree.css_first(form.css)
        if node:
            return Embed(platform=form.platform, address=_address(node, form, page))
    return None


@functools.cache
def _forms() -> tuple[_Form, ...]:
    file = resources.files("aggregator.extract") / "embeds.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(_Form(**each) for each in table["embed"])


def _address(node: LexborNode, form: _Form, page: Page) -> str | None:
    said = node.attributes
    found = re.search(form.form, said.get(form.attribute) or "")
    known = {**said, **(found.groupdict() if found else {})}
    return _filled(form.address, known) or _frame(node, page)


def _filled(template: str, known: Mapping[str, str | None]) -> str | None:
    """Return an address with its gaps filled; None if one of them cannot be."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    values = {name: known.get(name) or "" for name in names}
    if not names or not all(map(_PLAIN.fullmatch, values.values())):
        return None
    return template.format_map(values)


def _frame(node: LexborNode, page: Page) -> str | None:
    if node.tag == "script":
        return None
    places = (
        urls.absolute(node.attributes.get(name), base=page.url) for name in _FRAMES
    )
    return next((place for place in places if place), None)
