from __future__ import annotations

from datetime import UTC, datetime

from aggregator.extract.drafts import Draft
from aggregator.extract.posts import made, marked
from aggregator.model import Document, Post, Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "https://news.example/live/storm"
DOCUMENT = Document(source="news", url=PAGE, body=b"", fetched=NOON)
SOURCE = Source(id="news", url=PAGE, outlet="The News")


def posts(*drafts: Draft) -> tuple[Post, ...]:
    return made(drafts, DOCUMENT, SOURCE).posts


def test_what_became_of_each_draft_is_known() -> None:
    found = made(
        [
            Draft(id="a", text="Ferries stay in port"),
            Draft(id="b"),
            Draft(id="a", text="Pinned: ferries stay in port"),
            Draft(id="c", text="Schools close"),
        ],
        DOCUMENT,
        SOURCE,
    )
    assert [post.key for post in found.posts] == ["a", "c"]
    assert (found.places, found.unreadable, found.copies) == ((0, 3), (1,), (2,))


def test_other_words_under_a_key_are_other_posts() -> None:
    found = posts(Draft(id="a", text="Ferries stay"), Draft(id="a", text="Polls close"))
    assert len({post.key for post in found}) == 2
    assert all(post.key.startswith("a ") for post in found)


def test_a_headline_may_say_that_a_post_is_a_summary() -> None:
    found = marked(
        posts(
            Draft(id="a", title="What we know so far", text="The wind has dropped."),
            Draft(id="b", title="Ferries sail", text="The first has left."),
            Draft(id="c", title="What we know so far", text="More", kind="key_event"),
            Draft(id="d", text="No headline"),
        )
    )
    assert [post.kind for post in found] == ["summary", "post", "key_event", "post"]


def test_posts_that_mean_each_other_are_linked() -> None:
    link = f'<p>As <a href="{PAGE}#a">reported before</a>, ferries stay.</p>'
    found = marked(
        posts(Draft(id="a", url="#a", text="Ferries stay"), Draft(id="b", html=link))
    )
    assert [mention.post for mention in found[1].mentions] == ["a"]
