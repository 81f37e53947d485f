"""Pages whose readers disagree, as those of known outlets do; the words are ours."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from aggregator.extract.registry import Registry

if TYPE_CHECKING:
    from aggregator.model import Document, Extraction, Post, Source

    DocumentOf: TypeAlias = Callable[..., Document]

Read: TypeAlias = Callable[..., "Extraction"]

PLACES = (
    "harbour", "station", "market", "castle", "library", "hospital", "airport",
    "stadium", "bridge", "theatre", "museum", "school",
)  # fmt: skip
NEWEST = datetime(2024, 7, 3, 11, 40, 20, tzinfo=UTC)


class Told:
    """One post as it was written; each outlet tells it in its own way."""

    def __init__(self, at: int) -> None:
        place = PLACES[at]
        self.at = at
        self.time = NEWEST - timedelta(minutes=7 * at)
        self.title = f"The {place}'s doors open & close again"
        self.text = (
            f"Officials at the {place} said that “all is well” there, and that the "
            f"public may come back at number {at}. Nobody was hurt when the wind took "
            f"parts of the roof away, a speaker of the {place} told reporters."
        )

    def stamp(self, offset: int = 0, end: str = "Z") -> str:
        local = self.time + timedelta(hours=offset)
        return local.strftime("%Y-%m-%dT%H:%M:%S") + end


POSTS = [Told(at) for at in range(len(PLACES))]


def data(
    update: Callable[[Told], Mapping[str, object]], posts: Sequence[Told] = POSTS
) -> str:
    blog = {
        "@type": "LiveBlogPosting",
        "headline": "Storm: all that happens",
        "liveBlogUpdate": [update(post) for post in posts],
    }
    return f'<script type="application/ld+json">{json.dumps(blog)}</script>'


def page(markup: Callable[[Told], str], posts: Sequence[Told] = POSTS) -> str:
    return f"<h1>Storm</h1><main>{''.join(map(markup, posts))}</main>"


@pytest.fixture
def read(document_of: DocumentOf, make_source: Callable[..., Source]) -> Read:
    def reading(*markup: str, url: str = "https://gazette.example/live") -> Extraction:
        document = document_of("".join(markup), url=url)
        document = replace(document, fetched=NEWEST + timedelta(minutes=5))
        return Registry({}).examine(document, make_source())

    return reading


def times(found: Extraction) -> list[str]:
    return [f"{each.published:%H:%M}" if each.published else "" for each in found.posts]


def told(posts: Sequence[Post]) -> list[str | None]:
    return [each.title for each in posts]


RIGHT = [f"{post.time:%H:%M}" for post in POSTS]
TITLES = [post.title for post in POSTS]


def shown(post: Told, stamp: str, title: str | None = None) -> str:
    heading = f"<h2>{html.escape(post.title if title is None else title)}</h2>"
    return (
        f'<article class="update" id="post-{4000 + post.at}"><time datetime="{stamp}">'
        f"{stamp[11:16]}</time>{heading}<p>{post.text}</p></article>"
    )


def test_express_has_entities_of_entities_and_local_time_marked_z(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        twice = html.escape(html.escape(post.title))
        return {
            "url": f"https://gazette.example/live#post-{4000 + post.at}",
            "headline": twice,
            "articleBody": html.escape(html.escape(post.text)),
            "datePublished": post.stamp(0, "+00:00"),
        }

    found = read(data(update), page(lambda post: shown(post, post.stamp(1))))
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)
    assert found.posts[0].text == POSTS[0].text


def test_the_independent_states_when_it_began_to_write(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        drafted = post.time - timedelta(minutes=(37 * (post.at * 5 % 12)))
        return {
            "url": f"https://gazette.example/live#liveblogPost{4000 + post.at}",
            "headline": "Storm watch" if post.at > 2 else post.title,
            "articleBody": post.text,
            "datePublished": drafted.isoformat(),
        }

    found = read(data(update), page(lambda post: shown(post, post.stamp())))
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)


def test_ids_that_number_the_posts_from_the_top_are_no_ids(read: Read) -> None:
    def entry(place: int, post: Told) -> str:
        return (
            f'<div class="entry" id="post{place}"><time datetime="{post.stamp()}">'
            f"</time><p>{post.text}</p></div>"
        )

    def look(posts: Sequence[Told]) -> Mapping[str, str]:
        rows = (entry(place, post) for place, post in enumerate(posts, 1))
        found = read(f"<h1>Storm</h1><main>{''.join(rows)}</main>")
        return {each.text: each.key for each in found.posts}

    before, after = look(POSTS[1:]), look(POSTS)
    assert len(before) == len(POSTS) - 1
    assert before.items() <= after.items()


def test_numbers_that_count_from_the_oldest_post_are_ids(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {"@id": f"post-{len(POSTS) - post.at}", "articleBody": post.text}

    found = read(data(update))
    assert found.posts[0].key == f"post-{len(POSTS)}"


def test_reach_shows_a_few_of_the_posts_that_it_states(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {
            "url": f"https://gazette.example/live#{751000 - post.at}",
            "headline": post.title,
            "articleBody": f'<a href="/x">{post.text}</a>',
            "datePublished": post.stamp(1, "+01:00"),
        }

    def entry(post: Told) -> str:
        return (
            f'<div class="live-event-entry" data-post-id="{751000 - post.at}" '
            f'data-post-time="{post.time.timestamp():.0f}000"><time>'
            f"{post.stamp(1)[11:16]}</time><h2>{html.escape(post.title)}</h2>"
            f'<div class="entry-content"><p>{post.text}</p></div></div>'
        )

    early = read(data(update), page(entry, POSTS[:6]))
    assert (told(early.posts), times(early)) == (TITLES, RIGHT)
    late = read(data(update), page(entry, POSTS[:3]))
    assert [each.key for each in late.posts] == [each.key for each in early.posts]


@pytest.mark.parametrize("words", ["", "Goal!"])
def test_a_live_blog_stated_for_its_amp_page_too_is_told_once(
    read: Read, words: str
) -> None:
    def update(prefix: str) -> Callable[[Told], Mapping[str, object]]:
        return lambda post: {
            "url": f"https://gazette.example{prefix}/live?postId={post.at}a7f3c0d2e5b1",
            "headline": post.title,
            "articleBody": words or post.text,
            "datePublished": post.stamp(),
        }

    found = read(data(update("")), data(update("/amp")))
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)
    assert found.copies == len(POSTS)
    assert "/amp" not in found.posts[0].url


def test_headlines_that_scripts_fill_are_taken_from_the_data(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {
            "url": f"https://gazette.example/live#h_{post.at:032x}",
            "headline": post.title,
            "articleBody": post.text.replace("“", '"').replace("”", '"')[:120],
            "datePublished": post.stamp(),
        }

    def entry(post: Told) -> str:
        return (
            f'<article class="live-story-post" data-post-id="h_{post.at:032x}">'
            '<h2 class="live-story-post__headline"></h2><div>'
            f'<p data-component-name="paragraph">{post.text}</p></div></article>'
        )

    list_ = data(update).replace("{", '[{"@type": "NewsArticle"}, {', 1)
    list_ = list_.replace("</script>", "]</script>")
    found = read(list_, page(entry))
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)
    assert [each.text for each in found.posts] == [post.text for post in POSTS]


def test_when_it_was_written_is_when_it_was_published_where_no_more_is_said(
    read: Read,
) -> None:
    found = read(
        data(
            lambda post: {
                "headline": post.title,
                "articleBody": post.text,
                "dateCreated": post.stamp(),
                "dateModified": post.stamp(1),
            }
        )
    )
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)


def test_a_post_without_its_body_is_a_post(read: Read) -> None:
    found = read(
        data(
            lambda post: {
                "url": f"https://gazette.example/live#card-{1700000000 + post.at}",
                "headline": post.title,
                "datePublished": post.stamp(),
            }
        )
    )
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)


def test_a_headline_made_of_the_first_ten_words_is_none(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {
            "headline": " ".join(post.text.split()[:10]) + "…",
            "articleBody": f"<p>{post.text}</p>",
            "datePublished": post.stamp(),
        }

    def entry(post: Told) -> str:
        return (
            f'<div id="liveblog-entry-{5000 + post.at}" data-timestamp='
            f'"{post.time.timestamp():.0f}"><p>{post.text}</p></div>'
        )

    found = read(data(update), page(entry))
    assert (told(found.posts), times(found)) == ([None] * len(POSTS), RIGHT)


def test_times_without_an_offset_are_of_the_page_s_zone(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {"articleBody": post.text, "datePublished": post.stamp(2, "")}

    found = read(data(update), url="https://zeitung.de/live")
    assert times(found) == RIGHT
    assert not any(each.time_doubtful for each in found.posts)


def test_a_zone_that_nothing_tells_is_doubtful_and_never_in_the_future(
    read: Read,
) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {"articleBody": post.text, "datePublished": post.stamp(5, "")}

    found = read(data(update), url="https://gazette.example/live")
    assert all(each.time_doubtful for each in found.posts)
    now = NEWEST + timedelta(minutes=5)
    assert all(each.published and each.published <= now for each in found.posts)
    assert len(found.posts) == len(POSTS)


def test_a_guess_is_set_right_by_who_is_sure(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {
            "url": f"https://gazette.example/live#post-{4000 + post.at}",
            "articleBody": post.text,
            "datePublished": post.stamp(5, ""),
        }

    found = read(data(update), page(lambda post: shown(post, post.stamp())))
    assert times(found) == RIGHT
    assert not any(each.time_doubtful for each in found.posts)


def test_a_headline_without_text_that_begins_what_is_shown_is_none(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {
            "url": f"https://gazette.example/live#post-{4000 + post.at}",
            "headline": post.text[:70],
            "datePublished": post.stamp(),
        }

    found = read(data(update), page(lambda post: shown(post, post.stamp())))
    assert told(found.posts) == TITLES
    untitled = page(lambda post: shown(post, post.stamp()).replace("h2>", "b>"))
    found = read(data(update), untitled)
    assert post_texts(found) == [post.text for post in POSTS]
    assert not set(told(found.posts)) & {post.text[:70] for post in POSTS}


def post_texts(found: Extraction) -> list[str]:
    return [each.text.rpartition("\n")[2] for each in found.posts]


def test_a_headline_that_is_cut_for_search_engines_gives_way_to_the_whole(
    read: Read,
) -> None:
    def long(post: Told) -> str:
        return f"{post.title}, {'and again ' * 9}as the storm of the week goes on"

    def update(post: Told) -> Mapping[str, object]:
        return {
            "url": f"https://gazette.example/live#post-{4000 + post.at}",
            "headline": long(post)[:110],
            "articleBody": post.text,
            "datePublished": post.stamp(),
        }

    found = read(data(update), page(lambda post: shown(post, post.stamp(), long(post))))
    assert told(found.posts) == [long(post) for post in POSTS]


def test_more_posts_than_are_stated_are_found_on_the_page(read: Read) -> None:
    def update(post: Told) -> Mapping[str, object]:
        return {
            "url": f"https://gazette.example/live#post-{4000 + post.at}",
            "headline": post.title,
            "articleBody": post.text[:80],
            "datePublished": post.stamp(),
        }

    found = read(data(update, POSTS[:4]), page(lambda post: shown(post, post.stamp())))
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)
    assert [each.text for each in found.posts] == [post.text for post in POSTS]


def test_a_field_that_is_named_after_greenwich_is_of_greenwich(read: Read) -> None:
    posts = [
        {
            "id": 90001 + post.at,
            "title": post.title,
            "content": f"<p>{post.text}</p>",
            "modified_gmt": post.stamp(0, ""),
        }
        for post in POSTS
    ]
    state = f'<script type="application/json">{json.dumps({"p": posts})}</script>'
    found = read(state, url="https://zeitung.de/live")
    assert (told(found.posts), times(found)) == (TITLES, RIGHT)
    assert not any(each.time_doubtful for each in found.posts)
