"""The corrections feed: what outlets took back or set right, before and after."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from aggregator.publish.alterations import Run, alterations
from aggregator.publish.issues import (
    MOST_ISSUES,
    NEVER,
    Edition,
    Issue,
    derived_id,
    origin_of,
)
from aggregator.publish.wording import (
    address,
    anchor,
    byline,
    headline,
    language,
    legal,
    link,
    one_line,
    outlet_of,
    page_of,
)
from aggregator.text.markup import as_html
from aggregator.text.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aggregator.history import Version
    from aggregator.model import FeedInfo, Post
    from aggregator.outputs import Correction

_LONGEST = 12_000  # characters of a text that is quoted, or laid beside another
_KINDS = {"retraction": "Retraction", "withdrawal": "Withdrawn"}
_DONE = {"retraction": "retracted", "withdrawal": "withdrawn"}
_MARKS = {"same": "{}", "gone": "<del>{}</del>", "come": "<ins>{}</ins>"}


def corrections(made: Sequence[Correction], info: FeedInfo) -> Edition:
    """Return the corrections feed: of each, what was said before and after.

    Its ids are its own, and an issue in it never changes: all that it tells is of
    the moment at which it was made.

    Args:
        made: the last ones, newest first.
        info: what this feed says of itself.
    """
    newest = made[:MOST_ISSUES]
    latest = max((each.at for each in newest), default=NEVER)
    return Edition(
        issues=tuple(_issue(each, info) for each in newest),
        updated=latest,
        modified=latest,
    )


def _issue(made: Correction, info: FeedInfo) -> Issue:
    then = _post(made.entry.post, made.after or made.before)
    place = link(then.url) or info.page
    kind = _KINDS.get(made.change, "Correction")
    page = urljoin(info.page, page_of(made.entry.id))
    return Issue(
        id=derived_id(_name(made)),
        title=_titled(kind, headline(then)),
        author=byline(then),
        published=made.at,
        updated=made.at,
        language=language(then.language, info.language),
        url=page,
        content=_content(made, then, place=place, page=page),
        text=(made.after or made.before).text,
        origin=origin_of(then, place),
        via=address(then.via),
    )


def _titled(kind: str, words: str) -> str:
    """Return a title that says what was done, once: some outlets say so themselves."""
    told = words.casefold().startswith(f"{kind.casefold()}:")
    return words if told else one_line(f"{kind}: {words}")


def _name(made: Correction) -> str:
    """Return what is unique: one version may be withdrawn twice, and then replaced."""
    name = f"correction:{made.entry.id}/{made.number}"
    if made.after is None:
        return f"{name}/{made.change}/{rfc3339(made.at)}"
    return name


def _post(post: Post, words: Version) -> Post:
    """Return the post as it was at the time."""
    then = replace(
        post,
        title=words.title,
        text=words.text,
        author=words.author,
        url=words.url,
    )
    if words.outlet is None:
        return then
    via = words.via or ""
    return replace(then, outlet=words.outlet, language=words.language, via=via)


def _content(made: Correction, then: Post, *, place: str, page: str) -> str:
    outlet, done = outlet_of(then), _DONE.get(made.change, "corrected")
    parts = [
        f"<p>{escape(outlet)} has {done} this post.</p>",
        *_altered(made.before, made.after),
        f"<p>Before:</p>{_quoted(made.before)}",
    ]
    if made.after is not None:
        parts.append(f"<p>After:</p>{_quoted(made.after)}")
    links = f"{anchor(place, outlet)}, {anchor(page, 'all that it said')}"
    parts.append(f"<p>— {links}</p>")
    return "\n".join(parts)


def _altered(before: Version, after: Version | None) -> Iterator[str]:
    """Yield the title and the text, where they differ, with the edits marked."""
    if after is None:
        return
    pairs = ((before.title or "", after.title or ""), (before.text, after.text))
    for old, new in pairs:
        if old != new:
            yield f"<p>{_marked(alterations(_cut(old), _cut(new)))}</p>"


def _marked(runs: Iterable[Run]) -> str:
    marked = (_MARKS[each.fate].format(escape(each.text)) + each.gap for each in runs)
    return "".join(marked).rstrip()


def _quoted(words: Version) -> str:
    title = one_line(words.title or "")
    headed = f"<p><strong>{escape(title)}</strong></p>" if title else ""
    return f"<blockquote>{headed}{legal(as_html(_cut(words.text)))}</blockquote>"


def _cut(text: str) -> str:
    whole = legal(text)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]} …"
