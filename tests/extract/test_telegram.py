from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from aggregator.extract import page as pages
from aggregator.extract import telegram
from aggregator.extract.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document, Extraction, Source

    DocumentOf: TypeAlias = Callable[..., Document]

PREVIEW = "https://t.me/s/harbour_now"
TEXT = '<div class="tgme_widget_message_text js-message_text" dir="auto">{}</div>'
CLOSED = (
    '<div class="message_media_not_supported_wrap"><div class="message_media_not_'
    'supported_label">Please open Telegram to view this post</div><a class="message_'
    'media_view_in_telegram">VIEW IN TELEGRAM</a></div>'
)
QUOTE = (
    '<a class="tgme_widget_message_reply"><span>Harbour Now</span><div class="'
    'tgme_widget_message_text js-message_reply_text">The gate is closed</div></a>'
)
ORIGIN = (
    '<div class="tgme_widget_message_forwarded_from">Forwarded from <a class="'
    'tgme_widget_message_forwarded_from_name"><span>The Pilots</span></a></div>'
)
POLL = (
    '<div class="tgme_widget_message_poll_question">Will it open tonight?</div>'
    '<div class="tgme_widget_message_poll_option_text">Yes</div>'
)


def message(number: int, inner: str, kind: str = "") -> str:
    return (
        '<div class="tgme_widget_message_wrap"><div class="tgme_widget_message '
        f'js-widget_message {kind}" data-post="harbour_now/{number}">'
        '<a class="tgme_widget_message_owner_name"><span>Harbour Now</span></a>'
        f'<div class="tgme_widget_message_bubble">{inner}'
        '<span class="tgme_widget_message_views">12.5K</span><span>edited</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/harbour_now/{number}">'
        f'<time datetime="2026-03-01T09:{number}:42+00:00">10:{number}</time>'
        "</a></div></div></div>"
    )


MESSAGES = {
    "several lines": message(11, TEXT.format("<b>Gate</b> closed.<br><br>Lorries 🚢")),
    "an answer": message(12, QUOTE + TEXT.format("It is open again.")),
    "forwarded": message(13, ORIGIN + TEXT.format("Four ships at anchor.")),
    "photos": message(14, '<a class="tgme_widget_message_photo_wrap"></a>'),
    "not for the web": message(15, CLOSED),
    "of Telegram": message(16, TEXT.format("pinned a message"), "service_message"),
    "a film": message(
        17,
        f'<a><time class="message_video_duration">0:34</time>{CLOSED}</a>'
        + TEXT.format(TEXT.format("The crane, from above.")),
    ),
    "a poll": message(18, POLL),
}
SIGNED = '<span class="tgme_widget_message_from_author"> Ann Quay </span>'


@pytest.fixture
def read(
    document_of: DocumentOf, make_source: Callable[..., Source]
) -> Callable[..., Extraction]:
    def build(markup: str, url: str = PREVIEW) -> Extraction:
        return Registry({}).examine(document_of(markup, url=url), make_source())

    return build


def test_each_message_with_words_is_a_post(read: Callable[..., Extraction]) -> None:
    found = read("".join(MESSAGES.values()))
    assert [(post.key, post.text) for post in found.posts] == [
        ("harbour_now/11", "Gate closed.\nLorries 🚢"),
        ("harbour_now/12", "It is open again."),
        ("harbour_now/13", "Four ships at anchor."),
        ("harbour_now/17", "The crane, from above."),
        ("harbour_now/18", "Will it open tonight?\nYes"),
    ]
    assert (found.kind, found.unreadable) == ("live", 2)
    assert {post.title for post in found.posts} == {None}
    assert found.posts[0].url == "https://t.me/harbour_now/11"
    when = found.posts[0].published
    assert when is not None
    assert when.isoformat() == "2026-03-01T09:11:42+00:00"


def test_the_author_is_who_said_it_first(document_of: DocumentOf) -> None:
    markup = MESSAGES["forwarded"] + message(19, SIGNED + TEXT.format("Fog."))
    page = pages.parse(document_of(markup, url=PREVIEW))
    assert [draft.author for draft in telegram.drafts(page)] == [
        "The Pilots",
        "Ann Quay",
    ]


def test_a_message_may_lack_its_date(document_of: DocumentOf) -> None:
    markup = '<div class="tgme_widget_message" data-post="a/1">'
    (draft,) = telegram.drafts(pages.parse(document_of(markup, url=PREVIEW)))
    assert (draft.id, draft.url, draft.published, draft.html) == ("a/1", None, None, "")


@pytest.mark.parametrize(
    ("markup", "url", "words"),
    [
        ("<div class=tgme_page>", "https://t.me/harbour_now", "no public preview"),
        ("<p>Contact", "https://telegram.me/harbour_now", "no public preview"),
        ("<div class=tgme_channel_info>", PREVIEW, "has no messages"),
        (
            '<div class=tgme_page><a href="/s/harbour_now">Preview channel</a>',
            "https://t.me/harbour_now",
            "https://t.me/s/harbour_now",
        ),
        (
            "<div class=tgme_page_post>",
            "https://t.me/harbour_now/7",
            "https://t.me/s/harbour_now",
        ),
    ],
)
def test_a_channel_without_a_preview_is_told_by_name(
    read: Callable[..., Extraction], markup: str, url: str, words: str
) -> None:
    found = read(markup, url)
    assert (found.kind, found.posts) == ("none", ())
    assert "harbour_now" in found.warnings[0]
    assert words in found.warnings[0]


def test_the_front_page_of_telegram_names_no_channel(
    read: Callable[..., Extraction],
) -> None:
    found = read("<div class=tgme_page>", "https://t.me/")
    assert "channel asked for" in found.warnings[0]


def test_other_pages_are_none_of_telegrams(document_of: DocumentOf) -> None:
    page = pages.parse(document_of("<p>Harbour"))
    assert telegram.obstacle(page) is None
    assert not telegram.is_preview(page)
