"""Whether a page shows posts that its data tells, and no others: nobody has to guess.

Guessing takes a pass through all of the page, and is the dearest of the readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.extract import nodes
from aggregator.extract.columns import astray
from aggregator.extract.repeated import LEAST, tokens
from aggregator.extract.visible import serial, serials
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.page import Page

_BEARING = "[id], [data-post-id], [data-block-id]"
_FEW_WORDS = 10  # of what stands among posts and is none: adverts, headings


def is_all(page: Page, known: Sequence[Draft]) -> bool:
    """Tell whether the posts that are known leave nothing to find on a page.

    They have to have headlines and times of their own that run one way; and nothing
    on the page that looks as they do may be another post.

    Args:
        page: any page.
        known: what its data says.
    """
    if len(known) < LEAST or not _are_told_apart(known):
        return False
    found = _shown(page, {serial for draft in known for serial in serials(draft)})
    return LEAST <= len(found) <= len(known) and not any(_others(page, found))


def _are_told_apart(known: Sequence[Draft]) -> bool:
    moments = [times.parse(draft.published or "", zone=draft.zone) for draft in known]
    dated = [moment for moment in moments if moment]
    return (
        all(draft.title for draft in known)
        and len(dated) == len(known)
        and astray(dated) == 0
        and all(
            2 * len(values) > len(known)
            for values in (set(dated), {draft.title for draft in known})
        )
    )


def _shown(page: Page, wanted: set[str]) -> list[LexborNode]:
    """Return the outermost node for each post, by microdata or by id."""
    marked = page.tree.css('[itemprop="liveBlogUpdate"]')
    if marked:
        return marked
    found: dict[str, LexborNode] = {}
    for node in page.tree.css(_BEARING):
        name = serial(nodes.own_id(node) or "")
        if name in wanted:
            found.setdefault(name, node)
    return list(found.values())


def _others(page: Page, found: Sequence[LexborNode]) -> Iterator[bool]:
    """Yield, for what looks as the posts do, whether it may be another."""
    first = found[0]
    posts = {node.mem_id for node in found}
    shared = set(tokens(first)).intersection(*map(tokens, found))
    alike = page.tree.css(f"{first.tag}[class]") if shared else ()
    parents = {node.parent.mem_id: node.parent for node in found if node.parent}
    for node in alike:
        yield node.mem_id not in posts and shared <= set(tokens(node))
    for node in (each for parent in parents.values() for each in parent.iter()):
        yield node.mem_id not in posts and (
            len(node.text(separator=" ").split()) >= _FEW_WORDS
        )
