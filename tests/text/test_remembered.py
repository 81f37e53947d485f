"""What came of a text is found again, until it is forgotten."""

from __future__ import annotations

import pytest

from aggregator.text import remembered as memory

LONGEST = 4_096
MANY = 2_000  # texts; more than are kept


@pytest.fixture
def asked() -> list[str]:
    """The texts that the function was really asked of."""
    return []


def test_a_text_is_worked_on_once_for_each_way_it_is_asked_of(asked: list[str]) -> None:
    @memory.remembered
    def measured(text: str, unit: int) -> int:
        asked.append(text)
        return len(text) * unit

    assert [measured("ward", 1), measured("ward", 2), measured("ward", 1)] == [4, 8, 4]
    assert asked == ["ward", "ward"]


def test_a_long_text_is_never_kept(asked: list[str]) -> None:
    @memory.remembered
    def measured(text: str) -> int:
        asked.append(text)
        return len(text)

    for length in (LONGEST, LONGEST, LONGEST + 1, LONGEST + 1):
        assert measured("a" * length) == length
    assert [len(text) for text in asked] == [LONGEST, LONGEST + 1, LONGEST + 1]


def test_of_many_texts_the_oldest_is_forgotten_and_at_a_word_all_are(
    asked: list[str],
) -> None:
    @memory.remembered
    def measured(text: str) -> int:
        asked.append(text)
        return len(text)

    texts = [str(number) for number in range(MANY)]
    for text in (*texts, texts[-1], texts[0]):
        measured(text)
    assert asked == [*texts, texts[0]]
    memory.forget()
    measured(texts[-1])
    assert asked[-1] == texts[-1]


def test_it_is_still_called_what_it_is_called() -> None:
    def measured(text: str) -> int:
        """Return its length."""
        return len(text)

    again = memory.remembered(measured)
    assert (again.__name__, again.__doc__) == ("measured", "Return its length.")
