"""Who could match."""

from __future__ import annotations

from aggregator.dedup.index import Index


def test_two_shared_words_make_a_candidate_and_one_does_not() -> None:
    index = Index()
    index.add(1, ["leeds", "wareho", "monday"])
    assert index.candidates(["leeds", "wareho"]) == [1]
    assert index.candidates(["leeds", "tuesda"]) == []


def test_of_many_words_three_must_be_shared() -> None:
    index, stems = Index(), [f"stem{number}" for number in range(12)]
    for place, stem in enumerate(stems):
        index.add(place, [stem, stems[place - 1]])
    assert index.candidates(stems) == []
    index.add(99, stems[:3])
    assert index.candidates(stems) == [99]


def test_short_words_find_nobody() -> None:
    index = Index()
    index.add(1, ["of", "in", "a"])
    assert index.candidates(["of", "in", "a"]) == []


def test_more_shared_words_come_first_then_the_newest() -> None:
    index = Index()
    index.add(1, ["leeds", "wareho", "monday"])
    index.add(2, ["leeds", "wareho"])
    index.add(3, ["leeds", "wareho"])
    assert index.candidates(["leeds", "wareho", "monday"]) == [1, 3, 2]


def test_a_post_that_was_removed_is_not_found() -> None:
    index = Index()
    for serial in (1, 2):
        index.add(serial, ["leeds", "wareho"])
    index.remove(1, ["leeds", "wareho"])
    index.remove(3, ["leeds", "never"])
    assert index.candidates(["leeds", "wareho"]) == [2]
    index.remove(2, ["leeds", "wareho"])
    assert index.candidates(["leeds", "wareho"]) == []


def test_work_is_bounded_however_many_posts_tell_one_story() -> None:
    index = Index()
    for serial in range(1_000):
        index.add(serial, ["leeds", "wareho"])
    found = index.candidates(["leeds", "wareho"])
    assert found == list(range(999, 975, -1))


def test_of_long_posts_fewer_are_compared_but_always_one() -> None:
    for length, most in ((500, 4), (5_000, 1)):
        index = Index()
        stems = ["leeds", "wareho", *(f"stem{number}" for number in range(length - 2))]
        for serial in range(20):
            index.add(serial, stems)
        assert len(index.candidates(stems)) == most


def test_a_post_taken_in_late_keeps_its_place() -> None:
    index = Index()
    for serial in (2, 3, 1):
        index.add(serial, ["leeds", "wareho"])
    assert index.candidates(["leeds", "wareho"]) == [3, 2, 1]
