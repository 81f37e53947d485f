"""Posts among all that a live blog's page has besides: each is told once, and whole.

Four families of markup in five languages: time elements, data attributes, headings
with a clock and paragraphs behind, JSON-LD beside the page.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from aggregator.extract.registry import Registry
from aggregator.model import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aggregator.model import Document, Extraction, Post

    DocumentOf = Callable[..., Document]

FETCHED = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = (
    *("harbour", "ferry", "bridge", "mill", "valley", "river", "teacher", "engineer"),
    *("captain", "storm", "rain", "pillar", "window", "village", "council", "mayor"),
    *("hospital", "roof", "tower", "market", "garden", "letter", "station"),
)
FAMILIES = ("times", "data", "clocks", "jsonld")
LANGUAGES = {  # zone, host, pinned, read more, updated, advert, read also, clock
    "en": (
        *("Europe/London", "gazette.co.uk", "Pinned", "Read more", "Updated at"),
        *("Advertisement", "Read also:", "%H:%M"),
    ),
    "de": (
        *("Europe/Berlin", "bote.de", "Angeheftet", "Weiterlesen", "Aktualisiert um"),
        *("Anzeige", "Lesen Sie auch:", "%H.%M Uhr"),
    ),
    "fr": (
        *("Europe/Paris", "gazette.fr", "Épinglé", "Lire la suite", "Mis à jour à"),
        *("Publicité", "Lire aussi :", "%Hh%M"),
    ),
    "es": (
        *("Europe/Madrid", "gaceta.es", "Fijado", "Leer más", "Actualizado a las"),
        *("Publicidad", "Lea también:", "%H:%M"),
    ),
    "it": (
        *("Europe/Rome", "gazzetta.it", "In evidenza", "Leggi tutto", "Aggiornato"),
        *("Pubblicità", "Leggi anche:", "%H:%M"),
    ),
}


class Blog:
    """Ten posts in one family of markup and one language."""

    def __init__(self, family: str, language: str) -> None:
        self.family, self.language = family, language
        zone, self.host, self.pinned, self.more, *rest = LANGUAGES[language]
        self.updated, self.advert, self.also, self.clock = rest
        self.zone = ZoneInfo(zone)

    def when(self, place: int) -> datetime:
        return FETCHED - timedelta(minutes=6 + 17 * place)

    def shown(self, when: datetime, form: str = "%H:%M") -> str:
        return when.astimezone(self.zone).strftime(form)

    def title(self, place: int) -> str:
        return self.sentence(place * 7, 5).capitalize()

    def body(self, place: int) -> str:
        return f"{self.sentence(place * 11 + 3, 24).capitalize()}."

    def sentence(self, start: int, size: int) -> str:
        step = 1 + start % 5
        said = (
            WORDS[(start + step * at + at // len(WORDS)) % len(WORDS)]
            for at in range(size)
        )
        return " ".join(said)

    def post(self, place: int) -> str:
        own = f'id="post-{4821000 + place}"'
        when, paragraph = self.when(place), f"<p>{self.body(place)}</p>"
        if self.family == "clocks":
            clock = self.shown(when, self.clock)
            return f"<h4>{clock}: {self.title(place)}</h4>{paragraph}"
        if self.family == "data":
            own = f'data-post-id="{4821000 + place}" data-time="{when.timestamp():.0f}"'
            time = f"<i>{self.shown(when)}</i>"
        else:
            time = f'<time datetime="{when:%Y-%m-%dT%H:%M:%SZ}"></time>'
        return (
            f'<div class="post" {own}><header>{time}</header>'
            f"<h3>{self.title(place)}</h3>{paragraph}</div>"
        )

    def pinned_copy(self, place: int, *, words: int) -> str:
        """Return a post as it is pinned: without id, cut, with the time of an edit."""
        when = self.when(place) + timedelta(minutes=9)
        start = " ".join(self.body(place).split()[:words])
        cut = f"<p>{start}…</p><a href='#post-{4821000 + place}'>{self.more}</a>"
        if self.family == "clocks":
            clock = self.shown(self.when(place), self.clock)
            return f"<h4>{clock}: {self.title(place)}</h4><p>{self.pinned}</p>{cut}"
        time = f'<time datetime="{when:%Y-%m-%dT%H:%M:%SZ}">{self.shown(when)}</time>'
        return (
            f'<div class="post post--pinned"><b>{self.pinned}</b><header>{self.updated}'
            f" {time}</header><h3>{self.title(place)}</h3>{cut}</div>"
        )

    def between(self, place: int) -> str:
        """Return what is none of the posts, and stands between them."""
        buy = f"<p>FALSE {self.sentence(place, 9)}</p>"
        return (
            f"<div class='slot'><span>{self.advert}</span>{buy}</div>",
            f"<div class='newsletter'><h3>FALSE</h3>{buy}<form><input></form></div>",
            f"<div class='teaser'><a href='/{place}'><h3>FALSE</h3>{buy}</a></div>",
            f"<p>{self.also} <a href='/{place}'>FALSE {self.sentence(1, 5)}</a></p>",
            "<div class='poll'><h3>FALSE ?</h3><ul><li>FALSE 45 %</li></ul></div>",
        )[place % 5]

    def data(self) -> str:
        if self.family != "jsonld":
            return ""
        posts = [
            {
                "headline": self.title(place),
                "articleBody": self.body(place),
                "datePublished": self.when(place).isoformat(),
            }
            for place in range(10)
        ]
        said = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": posts})
        return f'<script type="application/ld+json">{said}</script>'

    def page(self, top: str, posts: Iterator[str]) -> str:
        keys = "".join(
            f"<li>{self.shown(self.when(place), self.clock)} "
            f"<a href='#post-{4821000 + place}'>{self.title(place)}</a></li>"
            for place in range(0, 10, 2)
        )
        return (
            f"<html lang={self.language}><title>Live</title>{self.data()}<main><h1>Live"
            f"</h1><div class=box><ul>{keys}</ul></div>{top}<div>{''.join(posts)}</div>"
            "</main></html>"
        )


def extracted(blog: Blog, html: str, document_of: DocumentOf) -> Extraction:
    url = f"https://www.{blog.host}/live/storm"
    source = Source(id="gazette", url=url, outlet="The Gazette")
    return Registry({}).examine(document_of(html, url=url), source)


def whole(blog: Blog, posts: tuple[Post, ...]) -> None:
    """Assert that the ten posts are there, each once, in time and words as told."""
    assert {(each.title, each.text, each.published) for each in posts} == {
        (blog.title(place), blog.body(place), blog.when(place)) for place in range(10)
    }
    assert len(posts) == 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_pinned_copy_that_is_cut_is_no_post_of_its_own(
    family: str, language: str, document_of: DocumentOf
) -> None:
    blog = Blog(family, language)
    html = blog.page(blog.pinned_copy(4, words=14), map(blog.post, range(10)))
    found = extracted(blog, html, document_of)
    whole(blog, found.posts)
    assert found.copies <= 1


@pytest.mark.parametrize("family", ["times", "data", "jsonld"])
def test_a_pinned_post_that_stands_nowhere_else_is_a_post(
    family: str, document_of: DocumentOf
) -> None:
    blog = Blog(family, "de")
    rest = (blog.post(place) for place in range(10) if place != 4)
    html = blog.page(f"<section>{blog.post(4)}</section>", rest)
    whole(blog, extracted(blog, html, document_of).posts)
    under = (blog.post(place) for place in range(10) if place != 9)
    html = blog.page("", under) + f"<section>{blog.post(9)}</section>"
    whole(blog, extracted(blog, html, document_of).posts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_what_stands_between_posts_is_part_of_none(
    family: str, language: str, document_of: DocumentOf
) -> None:
    blog = Blog(family, language)
    posts = (f"{blog.post(place)}{blog.between(place)}" for place in range(10))
    whole(blog, extracted(blog, blog.page("", posts), document_of).posts)


def test_a_post_in_three_dots_that_no_other_goes_on_stays(
    document_of: DocumentOf,
) -> None:
    blog = Blog("clocks", "en")
    posts = (blog.post(place).replace(".</p>", "…</p>") for place in range(10))
    found = extracted(blog, blog.page("", posts), document_of)
    assert len(found.posts) == 10


def test_key_events_summaries_and_references_are_told(document_of: DocumentOf) -> None:
    blog = Blog("times", "en")
    marked = blog.post(2).replace('"post"', '"post is-key-event"')
    summary = blog.post(1).replace(blog.title(1), "Summary")
    at = blog.shown(blog.when(5), "%H.%M")
    refers = blog.post(0).replace("</p>", f" (See {at} post.)</p>")
    rest = map(blog.post, range(3, 10))
    html = blog.page("", iter([refers, summary, marked, *rest]))
    posts = extracted(blog, html, document_of).posts
    assert [each.kind for each in posts[:4]] == ["post", "summary", "key_event", "post"]
    assert [each.post for each in posts[0].mentions] == [posts[5].key]


def test_a_mark_that_all_posts_bear_is_no_mark(document_of: DocumentOf) -> None:
    blog = Blog("times", "en")
    marked = (
        blog.post(place).replace('"post"', '"post highlight"') for place in range(10)
    )
    posts = extracted(blog, blog.page("", marked), document_of).posts
    assert {each.kind for each in posts} == {"post"}
