"""Whether of two posts that tell the same, either names whom the other does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.dedup.names import near_name
from aggregator.dedup.reading import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.dedup.reading import Reading, Sentence
    from aggregator.dedup.tokens import Token

_TOLD = 0.35  # of a sentence is in one of the other post: it is told there too
_PROPER = 3  # letters of a name; "la", "de" are none
_BEGUN = 4  # letters that two names begin with, to be one maybe: Ústí, Ústecký
_MANY = 16, 128  # names; of more, two posts do not have the same


def exchanged(old: Reading, new: Reading) -> bool:
    """Tell whether each of two posts names somebody, or a place, that the other lacks.

    Where both tell a sentence: a name that only comes, or only goes, is one more
    detail. So is a kind of thing ("Office"), a time, and what is written in capitals,
    which may be short for what the other spells out. Asked of languages of which the
    kinds are listed.
    """
    if not new.lexicon.kinds:
        return False
    return any(_strangers(new, old)) and any(_strangers(old, new))


def _strangers(one: Reading, other: Reading) -> Iterator[str]:
    """Yield the names of `one` that are nowhere in `other`."""
    strange = dict.fromkeys(_names(one, other))
    there = [name for name in other.cases.names | other.cases.openers if name[1:]]
    are_many = len(strange) > _MANY[0] or len(there) > _MANY[1]
    for word in strange:
        if are_many or not any(_may_be_one(word, name) for name in there):
            yield word


def _names(one: Reading, other: Reading) -> Iterator[str]:
    names = one.cases.names - other.words - one.lexicon.kinds
    for sentence in one.sentences if names else ():
        found = [
            token.word
            for token in sentence.tokens
            if token.word in names and _is_proper(token, other)
        ]
        if found and _is_told(sentence, other):
            yield from found


def _is_told(sentence: Sentence, there: Reading) -> bool:
    shared = max([weigh(sentence.bag & each.bag) for each in there.sentences])
    return shared >= _TOLD * sentence.weight


def _is_proper(token: Token, other: Reading) -> bool:
    if token.said.isupper() or len(token.word) < _PROPER:
        return False
    return token.is_capital and token.stem not in other.bag


def _may_be_one(word: str, name: str) -> bool:
    return word[:_BEGUN] == name[:_BEGUN] or near_name(word, name)
