"""What is turned round in other words: "fewer passengers" that were "more"."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.polarity import opposite
from aggregator.dedup.reading import weigh
from aggregator.dedup.spans import synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.dedup.lexicon import Lexicon
    from aggregator.dedup.reading import Reading, Sentence
    from aggregator.dedup.tokens import Token

_SAME_MATTER = 0.4  # of the lighter sentence is in the other
_BESIDE = 2  # telling words before a word, and after it
_PLACES = 24  # of a post that are looked at


class _Place(NamedTuple):
    """Where a word stands that may be turned round."""

    token: Token
    sentence: Sentence
    beside: frozenset[str]  # stems


def reversed_in(old: Reading, new: Reading) -> Iterator[str]:
    """Yield words of `old` whose opposites stand in the same company in `new`.

    In two posts of one story much rises and much falls. So a word counts only if the
    other post has it nowhere, and its opposite stands in a sentence of one matter
    beside a telling word that both have. Where only one of the two says "not", it may
    be the same again.
    """
    lexicon = new.lexicon
    gone, come = old.words - new.words, new.words - old.words
    words = _listed(gone, come, lexicon) | _prefixed(gone, come, lexicon.prefixes)
    if words <= lexicon.light:  # "before", "after" join more than they tell
        return
    for one, other in product(_places(old, new, words), _places(new, old, words)):
        if _is_reversal(one.token.word, other.token.word, lexicon) and (
            _is_one_place(one, other, lexicon)
        ):
            yield f"{one.token.said} → {other.token.said}"


def _listed(gone: frozenset[str], come: frozenset[str], lexicon: Lexicon) -> set[str]:
    """Return the words that the lists have, if any of them face each other."""
    sides = lexicon.sides
    was = [word for word in gone if word in sides]
    now = was and [word for word in come if word in sides]
    facing = {(number, 1 - side) for word in was for number, side in sides[word]}
    if facing.isdisjoint([side for word in now for side in sides[word]]):
        return set()
    return {*was, *now}


def _prefixed(
    gone: frozenset[str], come: frozenset[str], prefixes: tuple[str, ...]
) -> set[str]:
    """Return the words that stand with a prefix in one post, and bare in the other."""
    found = set[str]()
    for words, others in ((gone, come), (come, gone)):
        for word in words:
            if word.startswith(prefixes):
                bare = others & {word.removeprefix(prefix) for prefix in prefixes}
                found.update(bare and {word, *bare})
    return found


def _places(one: Reading, other: Reading, words: set[str]) -> list[_Place]:
    return list(islice(_found(one, other, words), _PLACES))


def _found(one: Reading, other: Reading, words: set[str]) -> Iterator[_Place]:
    light = one.lexicon.light
    for sentence in one.sentences:
        telling = [t for t in sentence.tokens if t.word in words or t.word not in light]
        for place, token in enumerate(telling):
            if token.word in words and token.stem not in other.bag:
                near = telling[max(0, place - _BESIDE) : place + _BESIDE + 1]
                beside = frozenset([each.stem for each in near]) - {token.stem}
                yield _Place(token, sentence, beside)


def _is_reversal(one: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two words are opposites; "beat", "defeat": it is so, and not."""
    return opposite(one, other, lexicon) and not synonyms(one, other, lexicon)


def _is_one_place(one: _Place, other: _Place, lexicon: Lexicon) -> bool:
    if one.beside.isdisjoint(other.beside):
        return False
    first, second = one.sentence, other.sentence
    shared = weigh(first.bag & second.bag)
    if shared < _SAME_MATTER * min(first.weight, second.weight):
        return False
    return _negators(first, lexicon) == _negators(second, lexicon)


def _negators(sentence: Sentence, lexicon: Lexicon) -> int:
    return sum([word in lexicon.negators for word in sentence.words])
