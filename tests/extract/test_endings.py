# ruff: noqa: RUF001 - live blogs and Cyrillic are written so.
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.extract import endings
from aggregator.extract.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.page import Page

    PageOf = Callable[[str], Page]

ENDED_TITLES = [
    "Harbour storm: ferries return – as it happened",
    "Here's how the harbour storm unfolded",
    "Harbour vote highlights: the mayor wins",
    "Sturm über dem Hafen: Liveblog beendet",
    "Das war der Tag im Hafen",
    "Liveticker vom 3. Mai zum Nachlesen",
    "Tempête au port : ce direct est terminé",
    "Temporal en el puerto: así te lo hemos contado",
    "Maltempo al porto, com'è andata",
    "Temporal no porto: assim foi a noite",
    "Burza w porcie: relacja została zakończona",
    "Storm in de haven: ons liveblog is gesloten",
    "Буря в порту: трансляция завершена",
    "Буря в порту: трансляцію завершено",
]
LIVE_TITLES = [
    "Harbour storm LIVE: ferries stay in port",
    "Harbour storm – live",
    "Harbour storm: live updates",
    "Tempête au port, en direct",
    "Temporal en el puerto, en directo",
    "Maltempo al porto, la diretta",
    "Temporal no porto ao vivo",
    "Burza w porcie na żywo",
    "Буря в порту: следите за событиями",
    "Буря в порту: наживо",
]
DULL_TITLES = [
    "Harbour storm: ferries stay in port",
    "How a storm happened to a small town",
    "Harbour storm LIVE: highlights and reaction",  # live by its own word
    "Sturm über dem Hafen: Fähren bleiben liegen",
]


def of_title(page: Page, title: str) -> list[bool]:
    return [sign.ended for sign in endings.signs(page, [title], [], [])]


def test_a_title_says_that_it_is_over(page_of: PageOf) -> None:
    page = page_of("")
    missed = [each for each in ENDED_TITLES if of_title(page, each) != [True]]
    assert not missed


def test_a_title_says_that_it_goes_on(page_of: PageOf) -> None:
    page = page_of("")
    missed = [each for each in LIVE_TITLES if of_title(page, each) != [False]]
    assert not missed


def test_a_title_may_say_nothing_of_either(page_of: PageOf) -> None:
    page = page_of("")
    assert not any(True in of_title(page, each) for each in DULL_TITLES)


@pytest.mark.parametrize(
    "text",
    [
        "We're closing this live blog now. Thanks for your company.",
        "The ferries are back. That's all for today.",
        "The ferries are back. That’s it for tonight!",
        "Goodnight and stay dry.",
        "Thank you for reading.",
        "We are going to leave our live coverage here.",
        "Das war's für heute aus dem Hafen.",
        "Wir schließen hiermit unseren Liveblog.",
        "Merci de nous avoir suivis.",
        "Fin de ce direct.",
        "Gracias por seguirnos.",
        "Cerramos aquí esta cobertura.",
        "Grazie per averci seguito.",
        "La diretta finisce qui.",
        "Obrigado por nos ter acompanhado.",
        "Encerramos aqui a cobertura.",
        "Dziękujemy za uwagę.",
        "Kończymy naszą relację.",
        "We sluiten dit liveblog.",
        "Bedankt voor het lezen.",
        "Спасибо, что были с нами.",
        "Мы завершаем нашу трансляцию.",
        "Дякуємо, що були з нами.",
        "Ми завершуємо нашу трансляцію.",
    ],
)
def test_the_last_post_takes_leave(page_of: PageOf, text: str) -> None:
    post = Draft(title="Ferries return", html=f"<p>{text}</p>")
    (sign,) = endings.signs(page_of(""), [], [post], [])
    assert (sign.ended, sign.weight) == (True, "words")
    assert sign.reason.startswith('the last post says "')


@pytest.mark.parametrize(
    "text",
    [
        "That's all from me for today, my colleague takes over.",
        "I am handing over to Ada now. Thanks for reading.",
        "Das war's von mir für heute, Kollegin Ada übernimmt.",
        "C'est tout pour aujourd'hui, Ada prend le relais.",
        "It was a good night for the harbour party, which won two seats.",
        "The ferry line ended its service. The port is closed.",
        "",
    ],
)
def test_a_change_of_reporters_is_no_end(page_of: PageOf, text: str) -> None:
    assert endings.signs(page_of(""), [], [Draft(text=text)], []) == []


def test_words_in_the_midst_of_a_long_post_are_no_end(page_of: PageOf) -> None:
    text = "Rain. " * 9 + "That's all for today, he said on stage. " + "Rain. " * 9
    assert endings.signs(page_of(""), [], [Draft(text=text)], []) == []


def test_a_headline_or_a_deck_says_the_end(page_of: PageOf) -> None:
    wrapped = Draft(title="Harbour cup: It's a wrap!", text="The cup is won.")
    assert [sign.reason for sign in endings.signs(page_of(""), [], [wrapped], [])] == [
        'the last post says "it\'s a wrap"'
    ]
    deck = '<meta name=description content="This live blog is now closed.">'
    notice = '<p class="c-standfirst">Our live coverage has ended.<p class=deck> '
    page = page_of(deck + notice)
    found = endings.signs(page, [], [], page.tree.css(endings.NOTICES))
    assert [sign.reason for sign in found] == [
        'a notice says "live blog is now closed"',
        'a notice says "live coverage has ended"',
    ]
