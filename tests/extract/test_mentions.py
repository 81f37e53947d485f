"""A reference leads to the post that is meant, or to none, never to another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import mentions
from aggregator.liveblog import Mention
from aggregator.model import Post

if TYPE_CHECKING:
    from collections.abc import Sequence

LIVE = "https://gazette.example/live/storm"
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def post(
    key: str,
    at: str | None = None,
    text: str = "",
    *,
    url: str = "",
    html: str = "",
) -> Post:
    """Return a post of the day, its time as clocks in Greenwich showed it."""
    hour, _, minute = (at or "").partition(":")
    return Post(
        source="gazette",
        outlet="The Gazette",
        key=key,
        url=url or f"{LIVE}#{key}",
        title=None,
        html=html,
        text=text,
        published=NOON.replace(hour=int(hour), minute=int(minute)) if at else None,
        via=LIVE,
    )


def meant(posts: Sequence[Post], key: str) -> list[str | None]:
    found = next(each for each in mentions.resolved(posts) if each.key == key)
    return [mention.post for mention in found.mentions]


def test_a_clock_means_the_post_that_bore_it_in_the_zone_of_the_country() -> None:
    at_bbc = "https://news.example.co.uk/live#"  # an hour ahead of Greenwich in July
    posts = (
        post("now", "09:30", "Still shut (see 8.13 post)", url=f"{at_bbc}now"),
        post("other", "08:13", url=f"{at_bbc}other"),
        post("meant", "07:13", url=f"{at_bbc}meant"),
    )
    assert meant(posts, "now") == ["meant"]


def test_without_a_country_the_clocks_themselves_tell_the_zone() -> None:
    posts = (
        post("b", "15:00", "Shut (see 9.13 post) and cold (see 10.40 post)"),
        post("x", "14:13"),
        post("pier", "13:13"),
        post("cold", "14:40"),
    )
    assert meant(posts, "b") == ["pier", "cold"]


def test_what_may_be_either_of_two_is_neither() -> None:
    posts = (post("c", "15:00", "see 9.13am"), post("a", "13:13"), post("b", "14:13"))
    assert meant(posts, "c") == [None]


def test_two_posts_of_the_minute_that_is_meant_are_no_answer() -> None:
    posts = (post("c", "15:00", "see 1.13pm"), post("a", "13:13"), post("b", "13:13"))
    assert meant(posts, "c") == [None]


def test_a_clock_leads_neither_forward_nor_to_itself() -> None:
    posts = (post("a", "13:13", "see 1.13pm"), post("b", "14:13"))
    assert meant(posts, "a") == [None]


def test_one_clock_does_not_overrule_the_zone_of_the_country() -> None:
    at_bbc = "https://news.example.co.uk/live#"
    posts = (
        post("b", "15:00", "see 9.13am", url=f"{at_bbc}b"),
        post("a", "14:13", url=f"{at_bbc}a"),
    )
    assert meant(posts, "b") == [None]


def test_without_times_a_reference_is_kept_without_its_post() -> None:
    posts = (post("a", None, "As we said (see 7.13 post)."), post("b"))
    (told, other) = mentions.resolved(posts)
    assert told.mentions == (Mention(words="see 7.13 post"),)
    assert other.mentions == ()


def test_a_post_without_a_time_may_mean_another() -> None:
    posts = (post("a", None, "see 1.13pm"), post("b", "13:13"))
    assert meant(posts, "a") == ["b"]


def test_a_link_to_a_fragment_is_a_reference() -> None:
    posts = (
        post("1001", html=f'<p>As <a href="{LIVE}#1002">we said</a></p>'),
        post("1002", html=f'<p><a href="{LIVE}#1002">link to this</a></p>'),
    )
    told, other = mentions.resolved(posts)
    assert told.mentions == (Mention(words="we said", post="1002"),)
    assert other.mentions == ()


def test_a_link_by_the_pager_or_to_a_permalink_is_a_reference() -> None:
    own = "https://gazette.example/2026/ferry"
    posts = (
        post(
            "a",
            html=f'<a href="{LIVE}?page=with:block-646219928f#x">one</a>'
            f'<a href="{own}/">two</a>',
        ),
        post("block-646219928f"),
        post("c", url=own),
    )
    assert meant(posts, "a") == ["block-646219928f", "c"]


def test_a_link_to_a_post_that_is_not_there_is_kept_without() -> None:
    posts = (
        post("1001", html=f'<a href="{LIVE}#9999">earlier</a>'),
        post("1002", html=f'<a href="{LIVE}#comments">all comments</a>'),
        post("1003", html=f'<a href="{LIVE}">our live blog</a>'),
        post("1004", html='<a href="https://other.example/#1001">elsewhere</a>'),
        post("1005", html=f'<a href="{LIVE}#1001"><img src="x"></a>'),
        post("1006", url=LIVE),
    )
    told = [each.mentions for each in mentions.resolved(posts)]
    assert told == [(Mention(words="earlier"),), (), (), (), (), ()]


def test_a_fragment_that_two_posts_share_leads_to_neither() -> None:
    posts = (
        post("a", html=f'<a href="{LIVE}#100200">earlier</a>'),
        post("b", url=f"{LIVE}#100200"),
        post("c", url=f"{LIVE}#100200"),
        post("d", url=f"{LIVE}#100300"),
    )
    assert meant(posts, "a") == [None]


def test_a_linked_clock_is_one_reference() -> None:
    posts = (
        post(
            "1001",
            "15:00",
            "Still shut (see 7.13 post).",
            html=f'(see <a href="{LIVE}#1002">7.13 post</a>)',
        ),
        post("1002", "14:00"),
    )
    told = mentions.resolved(posts)[0].mentions
    assert told == (Mention(words="see 7.13 post", post="1002"),)


def test_a_link_and_a_clock_elsewhere_are_two_references() -> None:
    posts = (
        post(
            "1001",
            "15:00",
            "As said. Still shut (see 2pm).",
            html=f'<a href="{LIVE}#1003">As said</a>',
        ),
        post("1002", "14:00"),
        post("1003", "13:17"),
    )
    assert meant(posts, "1001") == ["1003", "1002"]


@given(st.integers(-12, 14), st.sets(st.integers(0, 500), min_size=2, max_size=20))
def test_no_reference_leads_to_a_post_of_another_minute(
    zone: int, ages: set[int]
) -> None:
    times = {f"k{age}": NOON - timedelta(minutes=age) for age in ages}
    local = {key: time + timedelta(hours=zone) for key, time in times.items()}
    words = " ".join(f"(see {time:%H:%M} post)" for time in local.values())
    posts = [post("now", "12:00", words, url=f"{LIVE}#now")]
    posts += [post(key, f"{time:%H:%M}") for key, time in times.items()]
    for mention in mentions.resolved(posts)[0].mentions:
        if mention.post:
            assert times[mention.post].minute == int(mention.words[7:9])
