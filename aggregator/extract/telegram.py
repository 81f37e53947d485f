"""Posts of a Telegram channel's public preview, `https://t.me/s/CHANNEL`.

Live blogs quote these channels as first sources. The preview has twenty messages, the
newest last. Its structure is no documented one: this is as public readers of it find
it. A message stands in `.tgme_widget_message[data-post="CHANNEL/NUMBER"]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aggregator.extract import nodes
from aggregator.extract.drafts import Draft
from aggregator.text import urls
from aggregator.text.words import squeeze

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from aggregator.extract.page import Page

_HOSTS = {"t.me", "telegram.me", "telegram.dog"}
_MESSAGE = ".tgme_widget_message[data-post]"
_QUOTED = ".tgme_widget_message_reply, .message_media_not_supported_wrap"
_TEXT = ".tgme_widget_message_text"
_OF_POLL = ".tgme_widget_message_poll_question, .tgme_widget_message_poll_option_text"
_OF_MEDIA = (
    ".tgme_widget_message_document_title, .tgme_widget_message_location_title, "
    ".link_preview_title, .link_preview_description"
)
_SIGNED = (
    ".tgme_widget_message_from_author",
    ".tgme_widget_message_forwarded_from_name",
)
_ABOUT = ".tgme_channel_info, .tgme_channel_history, .tgme_page, .tgme_page_post"
_NAME = re.compile(r"/(?:s/)?(\w{3,40})(?:[/?#]|\Z)")

NO_PREVIEW = (
    "the Telegram channel {name} shows no public preview: it is closed, a group or a "
    "person's; only channels open to all on the web can be followed"
)
ELSEWHERE = (
    "this is a Telegram page without messages; give the preview of the channel: "
    "https://t.me/s/{name}"
)
EMPTY = "the Telegram channel {name} has no messages, or none so old"


def is_preview(page: Page) -> bool:
    """Tell whether a page is a preview with messages, by its structure."""
    return page.tree.css_first(_MESSAGE) is not None


def drafts(page: Page) -> list[Draft]:
    """Return the messages of a preview, in its order: oldest first.

    Of a forwarded message the author is who said it first. A message without a word,
    a picture or a sticker, is told without text, so that it is counted. What Telegram
    says of its own (a pinned message, a new picture) is none.
    """
    return [
        _draft(node)
        for node in page.tree.css(_MESSAGE)
        if "service_message" not in (node.attributes.get("class") or "")
    ]


def obstacle(page: Page) -> str | None:
    """Return why a page of Telegram's has no messages; None if it is none of its."""
    if urls.host(page.url) not in _HOSTS and not page.tree.css_first(_ABOUT):
        return None
    found = _NAME.search(page.url.partition("://")[2])
    name = found[1] if found else "asked for"
    if page.tree.css_first(".tgme_channel_info, .tgme_channel_history"):
        return EMPTY.format(name=name)
    if page.tree.css_first(f'[href^="/s/{name}"], .tgme_page_post'):
        return ELSEWHERE.format(name=name)
    return NO_PREVIEW.format(name=name)


def _draft(node: LexborNode) -> Draft:
    time = node.css_first("time[datetime]")
    link = node.css_first("a.tgme_widget_message_date[href]")
    return Draft(
        id=nodes.attribute(node, "data-post"),
        url=nodes.attribute(link, "href") if link else None,
        html=_body(node),
        published=nodes.attribute(time, "datetime") if time else None,
        author=_author(node),
    )


def _author(node: LexborNode) -> str | None:
    signed = (node.css_first(css) for css in _SIGNED)
    names = (squeeze(each.text()) for each in signed if each)
    return next((name for name in names if name), None)


def _body(node: LexborNode) -> str:
    """Return a message's own words; else those of its poll, its file or its link."""
    quoted = {each.mem_id for outer in node.css(_QUOTED) for each in outer.css("*")}
    for css in (_TEXT, _OF_POLL, _OF_MEDIA):
        own = (each for each in node.css(css) if each.mem_id not in quoted)
        parts = [each.inner_html or "" for each in nodes.outermost(own)]
        if any(parts):
            return "".join(f"<p>{part}</p>" for part in parts)
    return ""
