# ruff: noqa: RUF001 - live blogs and Cyrillic are written so.
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import endings, successors
from aggregator.extract import page as pages
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page
    from aggregator.model import Document

    DocumentOf = Callable[..., Document]
    PageOf = Callable[[str], Page]

URL = "https://gazette.example/live/2026/mar/1/harbour-storm-live"
NEXT = "https://gazette.example/live/2026/mar/2/harbour-storm-live-day-two"


def of(document_of: DocumentOf, *posts: str, notice: str = "") -> str | None:
    page = pages.parse(document_of(notice, url=URL))
    last = [Draft(html=each) for each in posts]
    return successors.successor(page, last, page.tree.css(endings.NOTICES))


@pytest.mark.parametrize(
    "post",
    [
        f'This live blog has closed, follow our new one <a href="{NEXT}">here</a>.',
        f"<p>We're pausing.</p><p>Our coverage continues <a href='{NEXT}'>here</a></p>",
        f'We have launched a new live blog. Find it <a href="{NEXT}#top">here</a>.',
        f'We’ve moved to a <a class=x href="{NEXT}">new live blog</a>.',
        f'<a href="{NEXT}">Day two live blog</a> continues over here.',
        f'Hier geht es <a href="{NEXT}">weiter</a>.',
        f'Zum <a href="{NEXT}">neuen Liveblog</a> vom Hafen',
        f'Suivez notre nouveau direct <a href="{NEXT}">ici</a>.',
        f'La cobertura continúa <a href="{NEXT}">aquí</a>.',
        f'La diretta continua <a href="{NEXT}">qui</a>',
        f'A cobertura continua <a href="{NEXT}">aqui</a>',
        f'Ciąg dalszy: <a href="{NEXT}">relacja</a>',
        f'Lees <a href="{NEXT}">hier verder</a> in het nieuwe liveblog.',
        f'Продолжение трансляции — <a href="{NEXT}">здесь</a>. Новая трансляция.',
        f'Новий онлайн <a href="{NEXT}">тут</a>',
    ],
)
def test_the_last_post_says_where_it_goes_on(
    document_of: DocumentOf, post: str
) -> None:
    assert of(document_of, post) == NEXT


def test_a_notice_says_where_it_goes_on(document_of: DocumentOf) -> None:
    notice = f'<p class="notice">Our live coverage has moved <a href={NEXT}>here</a>.'
    quoted = notice.replace(NEXT, f'"{NEXT}"')
    assert of(document_of, notice=quoted) == NEXT


OTHER = "https://gazette.example/live/2026/mar/2/city-cup-final-live"


@pytest.mark.parametrize(
    "post",
    [
        "",
        "Our coverage continues here.",
        f'Read more on the storm <a href="{NEXT}">here</a>.',
        f'Our coverage continues <a href="{URL}">here</a>.',
        f'Our coverage continues <a href="{URL}?page=2">here</a>.',
        f'Our coverage of the final continues <a href="{OTHER}">here</a>.',
        (
            'Our coverage continues <a href="https://other.example/live/harbour-storm-2">'
            "here</a>."
        ),
        'Our coverage continues <a href="javascript:x()">here</a>.',
        'Our coverage continues <a href="/live">here</a>.',
        'Our report continues over here: <a href="/news/harbour-storm-in-words">x</a>.',
        f'The storm continues. <a href="{NEXT}">Read</a>',
        f'This live blog has closed. Read the <a href="{NEXT}">summary</a> of it.',
        (
            f'Our coverage continues <a href="{NEXT}">here</a>'
            f' or <a href="{NEXT}-2">here</a>.'
        ),
        f'\x027\x03 Our coverage \x02continues\x03 <a href="{URL}">here</a>.',
    ],
)
def test_what_is_not_said_to_go_on_is_no_successor(
    document_of: DocumentOf, post: str
) -> None:
    assert of(document_of, post) is None


def test_two_posts_that_name_two_are_none(document_of: DocumentOf) -> None:
    text = 'Our coverage continues <a href="{}">here</a>.'
    assert of(document_of, text.format(NEXT), text.format(f"{NEXT}-2")) is None
    assert of(document_of, text.format(NEXT), text.format(NEXT)) == NEXT


def test_without_words_in_addresses_the_sentence_tells(document_of: DocumentOf) -> None:
    url = "https://gazette.example/live/c1234567890"
    page = pages.parse(document_of("", url=url))
    text = 'Our coverage continues <a href="/live/c1234567891">here</a>.'
    assert successors.successor(page, [Draft(html=text)]) == (
        "https://gazette.example/live/c1234567891"
    )
    assert successors.successor(page, [Draft(text="It ends.")]) is None
