from __future__ import annotations

from dataclasses import replace

import pytest

from aggregator.extract.drafts import Draft
from aggregator.extract.voices import Voice, heard

STORM = "Ferries stay in port until the wind has dropped below eight"
POSTS = [
    Draft(
        id=f"storm-{at}0001",
        title=f"Place {at} is closed",
        text=f"At place {at} {STORM}",
        published=f"2026-03-01T1{at}:00:00Z",
    )
    for at in range(4)
]


def each(**fields: str | None) -> list[Draft]:
    return [replace(draft, **fields) for draft in POSTS]  # type: ignore[arg-type]  # names of fields


def test_columns_that_are_the_same_for_all_are_dropped_and_told() -> None:
    found = heard(each(title="Storm live", published="2026-03-01T10:00:00Z"))
    assert found.constant == {"title", "published"}
    assert {(voice.draft.title, voice.time) for voice in found.voices} == {(None, None)}
    assert heard(each(title=None, published=None)).constant == frozenset()
    assert heard(each(title="Storm live")[:2]).constant == frozenset()


def test_a_kind_that_all_posts_have_is_none() -> None:
    found = heard([replace(post, kind="key_event") for post in POSTS])
    assert found.constant == {"kind"}
    assert {voice.draft.kind for voice in found.voices} == {None}


def test_an_address_that_all_posts_have_is_none_of_theirs() -> None:
    found = heard(each(url="https://images.gazette.example/storm.jpg"))
    assert found.constant == {"url"}
    assert {voice.draft.url for voice in found.voices} == {None}


def test_a_label_that_most_posts_share_is_told() -> None:
    assert heard([*each(title="Weather")[:3], POSTS[3]]).label == "Weather"
    assert heard(POSTS).label is None
    assert heard([]).label is None


def test_copies_are_left_out_and_counted() -> None:
    pinned = replace(POSTS[2], id=None, published="2026-03-01T20:00:00Z")
    again = replace(POSTS[3], id="amp-30001")
    found = heard([pinned, *POSTS, again])
    assert [voice.draft for voice in found.voices] == POSTS
    assert found.copies == 2


def test_a_post_without_id_of_other_words_is_no_copy() -> None:
    other = Draft(text=f"Schools close. {STORM}", published="2026-03-01T10:00:00Z")
    wordless = Draft(title="", html="<img src=/a.png>")
    assert heard([*POSTS, other, wordless]).copies == 0


@pytest.mark.parametrize(
    ("ids", "rising", "expected"),
    [
        (("post1", "post2", "post3", "post4"), False, True),
        (("0", "1", "2", "3"), False, True),
        (("post1", "post2", "post3", "post4"), True, False),  # the oldest is the first
        (("post4", "post3", "post2", "post1"), False, False),  # counts on
        (("post4", "post3", "post2", "post1"), True, True),  # the newest at the foot
        (("post2", "post3", "post4", "post5"), False, False),  # not from the top
        (("post1", "post2", "post4", "post5"), False, False),  # with gaps
        (("post1", "post2", "post3", "x"), False, False),
        (("751105", "751106", "751107", "751108"), False, False),
        ((None, None, None, None), False, False),
    ],
)
def test_numbers_from_the_top_of_a_page_are_places(
    ids: tuple[str | None, ...], *, rising: bool, expected: bool
) -> None:
    posts = POSTS if rising else POSTS[::-1]
    drafts = [replace(post, id=own) for post, own in zip(posts, ids, strict=True)]
    assert heard(drafts).positional is expected


def test_fragments_may_be_places_too_and_need_no_times() -> None:
    drafts = [
        replace(post, id=None, url=f"https://a.example/live#post{at}", published=None)
        for at, post in enumerate(POSTS, 1)
    ]
    assert heard(drafts).positional
    assert not heard(drafts[:2]).positional


@pytest.mark.parametrize(
    ("title", "html", "invented"),
    [
        ("Ferries stay in…", f"<p>{STORM}</p>", True),
        ("Ferries stay in…", f"<style>p {{}}</style><p>{STORM}</p>", True),
        ("Ferries stay in…", f"<!-- x --><p>{STORM}</p>", True),
        ("Ferries stay in…", f"<img alt='{'x' * 400}'><p>{STORM}</p>", True),
        ("Schools close", f"<p>{STORM}</p>", False),
        ("Ferries are back", f"<p>{STORM}</p>", False),
        ("Ferries stay in…", None, False),
        (None, f"<p>{STORM}</p>", False),
    ],
)
def test_a_headline_that_begins_the_text_is_a_machine_s(
    title: str | None, html: str | None, *, invented: bool
) -> None:
    assert Voice(draft=Draft(title=title, html=html)).is_invented is invented


def test_a_text_goes_beyond_its_own_beginning_of_whole_words() -> None:
    short, long = (
        Voice(draft=Draft(text=text))
        for text in ("Ferries stay", "The ferries stay put")
    )
    other = Voice(draft=Draft(text="Old ferries stayed in port"))
    assert long.goes_beyond(short)
    assert not short.goes_beyond(long)
    assert not other.goes_beyond(short)
    assert short.goes_beyond(Voice(draft=Draft()))
