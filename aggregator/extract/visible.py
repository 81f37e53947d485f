"""What a page shows of posts that its data names: found by their ids.

Data and page disagree at six of eight outlets that were captured, and what
the reader sees is the edited one: so it is one more voice for `join`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from aggregator.extract import nodes
from aggregator.text import urls
from aggregator.text.remembered import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page

_HOLDERS = ("data-post-id", "data-block-id", "id")
_BEARING = ", ".join(f"[{holder}]" for holder in _HOLDERS)
_SERIAL = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|\d{4,}", re.IGNORECASE)


def drafts(page: Page, known: Iterable[Draft]) -> list[Draft]:
    """Return what the page shows of the posts that are known, where it has them."""
    often = Counter(serial for draft in known for serial in serials(draft))
    wanted = {serial for serial, count in often.items() if count == 1}
    return [nodes.read(node, {}) for node in nodes.outermost(_places(page, wanted))]


def serials(draft: Draft) -> set[str]:
    """Return the ids of a post without the words that outlets put before them.

    The same post is `liveblogPost4021177` in the data of the Independent, and
    `post-4021177` on its page.
    """
    ids = (draft.id, urls.fragment(draft.url or ""))
    return {serial(each) for each in ids if each}


@remembered
def serial(own_id: str) -> str:
    """Return the last number or UUID in an id, or the id as it is."""
    name = urls.fragment(own_id) or own_id
    found: list[str] = _SERIAL.findall(name)
    return found[-1].lower() if found else name


def _places(page: Page, wanted: set[str]) -> list[LexborNode]:
    """Find the largest node for each id: a share button may bear it as well."""
    places: dict[str, list[LexborNode]] = {}
    bearing = page.tree.css(_BEARING)
    for node in bearing:
        name = serial(nodes.attribute(node, *_HOLDERS) or "")
        if name in wanted:
            places.setdefault(name, []).append(node)
    largest = {
        (each[0] if len(each) == 1 else max(each, key=_size)).mem_id
        for each in places.values()
    }
    return [node for node in bearing if node.mem_id in largest]


def _size(node: LexborNode) -> int:
    return len(node.html or "")
