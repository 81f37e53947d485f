"""Whether a page shows posts that its data tells, and no others: nobody has to guess.

Guessing takes a pass through all of the page, and is the dearest of the readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.extract import nodes, segment
from aggregator.extract.columns import AT_ONCE, astray
from aggregator.extract.dateline import Imprint
from aggregator.extract.repeated import LEAST, tokens
from aggregator.extract.visible import serial, serials
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from aggregator.extract.drafts import Draft
    from aggregator.extract.outlet import Outlet
    from aggregator.extract.page import Page
    from aggregator.extract.voices import Voice

_BEARING = "[id], [data-post-id], [data-block-id]"
_PROSE = ("p", "ul", "ol", "blockquote", "figure", "table")  # of a post, or it is one
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
    if not LEAST <= len(found) <= len(known):
        return False
    return not any(_alike(page, found)) and not any(_beside(found))


def is_shown_whole(
    page: Page, outlet: Outlet, known: Sequence[Voice], shown: Sequence[Voice]
) -> bool:
    """Tell whether the nodes of the posts that are known say all that is to be found.

    Each has a time of its own and the whole body, the times fit the page's, and no
    habit finds a headline that is no heading, or an author that nobody else names.

    Args:
        page: any page.
        outlet: whose it is.
        known: what its data says.
        shown: what the nodes say that bear the ids of the posts.
    """
    if not LEAST <= len(known) == len(shown):
        return False
    if not (_are_settled(shown, page, outlet) and _are_whole(known, shown)):
        return False
    found = _shown(page, {serial for each in known for serial in each.serials})
    if len(found) != len(known):
        return False
    bodies = {found[0].tag, *_PROSE}
    fields = segment.fields(found)
    return not (
        any(_alike(page, found))
        or any(each.tag in bodies for each in _beside(found))
        or "title" in fields
        or ("author" in fields and not all(each.draft.author for each in known))
    )


def _are_settled(shown: Sequence[Voice], page: Page, outlet: Outlet) -> bool:
    """Tell whether times differ, run one way, and end where the page was changed."""
    moments = [each.time for each in shown if each.time]
    stated = Imprint(page=page, outlet=outlet).stated
    return (
        len(moments) == len(shown)
        and bool(stated)
        and abs(max(stated) - max(moments)) <= AT_ONCE
        and astray(moments) == 0
        and 2 * len(set(moments)) > len(moments)
    )


def _are_whole(known: Sequence[Voice], shown: Sequence[Voice]) -> bool:
    """Tell whether all bodies go on as those in data, and begin with no headline."""
    by_serial = {serial: each for each in known for serial in each.serials}
    both = [
        (each, by_serial[serial])
        for each in shown
        for serial in each.serials
        if serial in by_serial
    ]
    return len(both) == len(shown) and all(
        told.body
        and each.goes_beyond(told)
        and (each.draft.title or segment.entitled(each.draft) is each.draft)
        for each, told in both
    )


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


def _alike(page: Page, found: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Yield what looks as the posts do and may be another, by classes and an id."""
    first = found[0]
    posts = {node.mem_id for node in found}
    shared = set(tokens(first)).intersection(*map(tokens, found))
    for node in page.tree.css(f"{first.tag}[class]") if shared else ():
        common = shared.intersection(tokens(node))
        named_so = common == shared or (common and nodes.own_id(node))
        if named_so and node.mem_id not in posts:
            yield node


def _beside(found: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Yield what stands among the posts and says as much as one."""
    posts = {node.mem_id for node in found}
    parents = {node.parent.mem_id: node.parent for node in found if node.parent}
    for node in (each for parent in parents.values() for each in parent.iter()):
        if node.mem_id in posts:
            continue
        if len(node.text(separator=" ").split()) >= _FEW_WORDS:
            yield node
