from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import voices
from aggregator.extract.drafts import Draft
from aggregator.extract.join import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORDS = (
    "Ferries stay in port until the wind has dropped below eight",
    "Schools of the whole county close at two in the afternoon",
    "Trains run at half their speed between the coast and town",
)
POSTS = [
    Draft(
        id=f"post-{1003 - at}",
        title=f"Headline of the post {at}",
        text=words,
        published=f"2026-03-01T1{2 - at}:00:20Z",
    )
    for at, words in enumerate(WORDS)
]


def join(readers: Mapping[str, Sequence[Draft]]) -> list[Draft]:
    heard = {name: voices.heard(drafts) for name, drafts in readers.items()}
    return joined(heard).drafts()


def shifted(hours: str, of: list[Draft] = POSTS) -> list[Draft]:
    return [
        replace(draft, published=f"2026-03-01T{hour}")
        for draft, hour in zip(of, hours.split(), strict=True)
    ]


def test_one_reader_alone_is_handed_on() -> None:
    assert join({"jsonld": POSTS, "rules": []}) == POSTS
    assert join({}) == []


@pytest.mark.parametrize(
    "other",
    [
        [replace(each, id=None, url=f"#live{each.id}", author="Ann") for each in POSTS],
        [replace(each, id=None, author="Ann") for each in POSTS],
        [replace(each, id=None, text=None, author="Ann") for each in POSTS],
    ],
)
def test_posts_are_matched_by_id_then_by_words_then_by_headline(
    other: list[Draft],
) -> None:
    joined = join(
        {"jsonld": [replace(draft, url=None) for draft in POSTS], "rules": other[::-1]}
    )
    assert [draft.author for draft in joined] == ["Ann"] * 3
    assert [draft.id for draft in joined] == [draft.id for draft in POSTS]


def test_what_one_reader_alone_has_is_not_lost() -> None:
    more = Draft(id="post-999", text="Nothing else", published="2026-03-01T09:00:00Z")
    joined = join({"rules": [POSTS[0], more], "jsonld": POSTS})
    assert [draft.id for draft in joined] == [
        *(draft.id for draft in POSTS),
        "post-999",
    ]


def test_a_sign_that_several_posts_have_matches_none() -> None:
    same = [replace(draft, id="story-1000") for draft in POSTS]
    other = [Draft(id="story-1000", author="Ann")]
    assert [draft.author for draft in join({"jsonld": same, "rules": other})] == [
        None,
        None,
        None,
        "Ann",
    ]


def test_times_and_headlines_that_are_the_same_for_all_are_no_evidence() -> None:
    data = [
        replace(each, title="Storm live", published="2026-03-01T12:30:00Z")
        for each in POSTS
    ]
    (first, *_), (alone, *_) = (
        join({"jsonld": data, "visible": POSTS}),
        join({"x": data}),
    )
    assert (first.title, first.published) == (POSTS[0].title, POSTS[0].published)
    assert (alone.title, alone.published) == (None, None)


def test_two_posts_may_well_be_of_the_same_minute() -> None:
    two = [replace(each, published=POSTS[0].published) for each in POSTS[:2]]
    assert join({"jsonld": two}) == two


def test_a_headline_of_the_first_words_and_dots_is_invented() -> None:
    starts = [" ".join(words.split()[:4]) for words in WORDS]
    invented = [
        replace(each, title=f"{start}…")
        for each, start in zip(POSTS, starts, strict=True)
    ]
    assert [draft.title for draft in join({"jsonld": invented})] == [None] * 3


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Ferries stay in", False),
        (WORDS[0], False),
        ("Ferries stay. In port", True),
        ("Storm reaches the…", True),
        ("", True),
    ],
)
def test_a_headline_that_is_the_start_of_the_body_is_invented(
    title: str, *, kept: bool
) -> None:
    drafts = [replace(POSTS[0], title=title)]
    assert join({"jsonld": drafts})[0].title == ((title or None) if kept else None)


def test_a_headline_repeated_above_the_body_is_one() -> None:
    drafts = [replace(POSTS[0], title="Ferries stay", text="Ferries stay. None left.")]
    assert join({"jsonld": drafts}) == drafts


def test_the_body_that_goes_on_where_another_is_cut_wins() -> None:
    cut = [replace(each, text=" ".join(str(each.text).split()[:9])) for each in POSTS]
    whole = [replace(each, html=f"<p>By Ann. {each.text}", text=None) for each in POSTS]
    for readers in ({"jsonld": cut, "visible": whole}, {"rules": whole, "jsonld": cut}):
        assert [draft.html for draft in join(readers)] == [each.html for each in whole]
    other = [
        replace(each, text=f"Sign up! {each.title} and much more") for each in POSTS
    ]
    joined = join({"jsonld": POSTS, "visible": other})
    assert [draft.text for draft in joined] == [each.text for each in POSTS]


def test_a_post_that_runs_in_the_order_of_the_page_tells_when_it_was_published() -> (
    None
):
    drafted = shifted("04:16Z 04:38Z 04:20Z")
    joined = join({"jsonld": drafted, "visible": POSTS})
    assert [draft.published for draft in joined] == [each.published for each in POSTS]


@pytest.mark.parametrize(
    ("data", "page"),
    [
        ("12:00:20Z 11:00:20Z 10:00:20Z", "13:00Z 12:00Z 11:00Z"),
        ("12:00:20Z 11:00:20Z 10:00:20Z", "06:30Z 05:30Z 04:30Z"),
        (
            "13:00:20Z 12:00:20Z 11:00:20Z",
            "13:00:20+01:00 12:00:20+01:00 11:00:20+01:00",
        ),
    ],
)
def test_a_false_z_is_found_by_its_constant_offset(data: str, page: str) -> None:
    readers = {"rules": shifted(page), "jsonld": shifted(data)}
    assert [draft.published for draft in join(readers)] == [
        "2026-03-01T12:00:20Z",
        "2026-03-01T11:00:20Z",
        "2026-03-01T10:00:20Z",
    ]


def test_what_only_a_reader_with_a_false_z_has_is_set_right() -> None:
    local = [
        replace(each, updated="2026-03-01T14:00:00Z")
        for each in shifted("13:00Z 12:00Z 11:00Z")
    ]
    more = Draft(id="post-999", text="Nothing", published="2026-03-01T10:00Z")
    *_, last = join({"jsonld": POSTS, "visible": [*local, more]})
    assert last.published == "2026-03-01T09:00:00Z"
    assert (
        join({"jsonld": POSTS, "visible": local})[0].updated == "2026-03-01T13:00:00Z"
    )


@pytest.mark.parametrize(
    "page",
    [
        "12:30:20Z 11:00:20Z 10:00:20Z",  # not constant
        "12:17:20Z 11:17:20Z 10:17:20Z",  # no zone is a quarter away
        "12:00:20Z 11:00:20Z soon",  # too few
    ],
)
def test_other_offsets_are_no_zones(page: str) -> None:
    shown = shifted(page)
    joined = join({"visible": shown, "jsonld": POSTS})
    assert joined[0].published == shown[0].published


def test_no_zone_is_a_day_away() -> None:
    before = [
        replace(each, published=str(each.published).replace("-03-01", "-02-28"))
        for each in POSTS
    ]
    joined = join({"visible": before, "jsonld": POSTS})
    assert [draft.published for draft in joined] == [each.published for each in before]


def test_a_pinned_copy_is_no_post_of_its_own() -> None:
    pinned = replace(POSTS[2], id=None, published=None)
    assert join({"rules": [pinned, *POSTS]}) == POSTS


def test_a_second_live_blog_in_the_same_page_is_a_copy() -> None:
    amp = [replace(each, id=f"amp-{each.id}") for each in POSTS]
    assert join({"jsonld": [*POSTS, *amp]}) == POSTS


@pytest.mark.parametrize("text", ["", "Goal!"])
def test_posts_of_few_words_are_told_apart_by_their_ids(text: str) -> None:
    drafts = [Draft(id=own_id, text=text) for own_id in "abb"]
    assert [draft.id for draft in join({"rules": drafts})] == ["a", "b"]


@pytest.mark.parametrize(
    ("cut", "whole", "title"),
    [
        (
            "Polls close in the no…",
            "Polls close in the north",
            "Polls close in the north",
        ),
        ("Polls close…", "Counting begins", "Polls close…"),
        ("Polls close", "Polls close in the north", "Polls close"),
    ],
)
def test_a_headline_that_is_cut_gives_way_to_the_whole(
    cut: str, whole: str, title: str
) -> None:
    readers = {
        name: [Draft(id="post-1", title=each)]
        for name, each in (("jsonld", cut), ("visible", whole))
    }
    assert [draft.title for draft in join(readers)] == [title]


def test_a_time_that_is_sure_wins_over_a_guess() -> None:
    guess = [replace(each, doubtful=True) for each in shifted("12:17Z 11:03Z 10:41Z")]
    for readers in (
        {"rules": guess, "jsonld": POSTS},
        {"rules": POSTS, "visible": guess},
    ):
        joined_posts = join(readers)
        assert [draft.published for draft in joined_posts] == [
            each.published for each in POSTS
        ]
        assert not any(draft.doubtful for draft in joined_posts)


def test_a_guess_that_stands_alone_stays_one() -> None:
    guess = [replace(each, doubtful=True) for each in POSTS]
    untimed = [replace(each, published=None) for each in POSTS]
    assert all(draft.doubtful for draft in join({"rules": guess, "jsonld": untimed}))
    assert all(draft.doubtful for draft in join({"rules": guess}))


def test_who_says_that_it_is_a_summary_wins_over_who_says_nothing() -> None:
    marked = [replace(POSTS[0], kind="summary"), *POSTS[1:]]
    kinds = [draft.kind for draft in join({"jsonld": POSTS, "visible": marked})]
    assert kinds == ["summary", None, None]


def test_a_label_gives_way_to_a_headline_of_its_own() -> None:
    more = [replace(POSTS[0], id="post-999", title="Storm live", text="Nothing else")]
    label = [
        *(replace(each, title="Storm live") for each in POSTS[1:]),
        POSTS[0],
        *more,
    ]
    titles = {
        draft.id: draft.title for draft in join({"jsonld": label, "rules": POSTS})
    }
    assert titles == {each.id: each.title for each in [*POSTS, *more]}


def test_posts_numbered_from_the_top_have_no_ids_but_those_of_others() -> None:
    numbered = [
        replace(each, id=None, url=f"#post{at}") for at, each in enumerate(POSTS, 1)
    ]
    assert [(draft.id, draft.url) for draft in join({"jsonld": numbered})] == [
        (None, None)
    ] * 3
    joined_posts = join({"jsonld": numbered, "visible": POSTS})
    assert [draft.id for draft in joined_posts] == [each.id for each in POSTS]


def test_copies_are_counted_where_there_are_the_most() -> None:
    heard = {"jsonld": voices.heard([*POSTS, *POSTS]), "visible": voices.heard(POSTS)}
    assert joined(heard).copies == 3
    assert joined({}).copies == 0


SIRENS = [
    Draft(
        id=f"post-{1000 + at}",
        text=f"Air raid sirens sound again tonight in all of {p} and near it",
    )
    for at, p in enumerate(("Velden", "Tarwick", "Orby"))
]


@pytest.mark.parametrize("cut", [None, -3])
def test_posts_that_all_begin_alike_are_known_by_the_rest(cut: int | None) -> None:
    other = [
        replace(
            each, id=None, text=each.text and each.text[:cut] + "…" * (cut is not None)
        )
        for each in SIRENS
    ]
    joined = join({"jsonld": other, "visible": SIRENS})
    assert [draft.id for draft in joined] == [draft.id for draft in SIRENS]


def test_a_body_that_is_cut_within_a_word_gives_way_to_the_whole() -> None:
    cut = [replace(each, text=f"{each.text}"[:30] + "…") for each in POSTS]
    assert [draft.text for draft in join({"jsonld": cut, "visible": POSTS})] == [*WORDS]


def test_an_id_that_is_a_place_to_one_reader_is_so_to_all() -> None:
    data = [replace(each, id=f"{3 - at}") for at, each in enumerate(POSTS[::-1])]
    shown = [replace(each, published=None) for each in data]
    joined = join({"jsonld": data, "visible": shown})
    assert [draft.id for draft in joined] == [None] * 3


def test_a_pinned_copy_makes_no_time_that_of_the_page() -> None:
    two = [replace(each, published=POSTS[0].published) for each in POSTS[:2]]
    joined = join({"jsonld": [replace(two[1], id=None), *two]})
    assert [draft.published for draft in joined] == [POSTS[0].published] * 2
