"""Whether two posts tell the same facts: numbers, denials, names, their matter."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from aggregator.dedup.names import near_name
from aggregator.dedup.numbers import agree
from aggregator.dedup.reading import weigh

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.dedup.reading import Reading

_MANY = 16, 128  # names or numbers: of more, two posts do not have the same
_FORM = 5  # letters by which "denies" and "denied" are one
_OPENING = 5  # words of a sentence, from which a post begins with it: no dateline
_THERE = 0.5  # of a sentence that is in the other post
_NEW = 0.3  # of a sentence, below which it is not in the other post
_SAME_FORM = 0.7  # of the different words, without names and numbers


def differing_numbers(old: Reading, new: Reading) -> int:
    """Return how many numbers either of two posts has that the other lacks."""
    mine = _strange(new.numbers, old.numbers, agree)
    return mine and min(mine, _strange(old.numbers, new.numbers, agree))


def differing_names(old: Reading, new: Reading) -> int:
    """Return how many names either of two posts has that the other lacks."""
    one, other = old.cases, new.cases
    mine = _strange(other.names, one.names | one.openers, near_name)
    theirs = mine and _strange(one.names, other.names | other.openers, near_name)
    return min(mine, theirs)


def same_denials(old: Reading, new: Reading) -> bool:
    """Tell whether the newer post denies nothing but what the older one does."""
    denials = new.lexicon.denials
    denied = {word[:_FORM] for word in new.words & denials}
    return not denied or denied <= {word[:_FORM] for word in old.words & denials}


def on_topic(one: Reading, other: Reading, *, least: float = 0.25) -> bool:
    """Tell whether `other` has at least this share of the sentence `one` begins with.

    In other words that is little: translations of one text share a quarter.
    """
    heavy = (each for each in one.sentences if len(each.tokens) >= _OPENING)
    first = next(heavy, one.sentences[0])
    return weigh(first.bag & other.bag) >= least * first.weight


def recaps(one: Reading, other: Reading) -> bool:
    """Tell whether either post recalls an earlier matter that the other has not."""
    return _recalls(one, other) or _recalls(other, one)


def fresh(old: Reading, new: Reading) -> float:
    """Return the share of `new` in sentences of which `old` has little."""
    weights = [
        each.weight
        for each in new.sentences
        if weigh(each.bag & old.bag) < _NEW * each.weight
    ]
    return sum(weights) / sum([each.weight for each in new.sentences])


def of_another(old: Reading, new: Reading) -> bool:
    """Tell whether two posts have one form, and no name or number in common.

    "Acme sees quarterly loss", "Borel sees quarterly loss": they begin with a name.
    """
    first, other = (each.sentences[0].tokens[0] for each in (old, new))
    if not (first.is_capital and other.is_capital) or old.numbers & new.numbers:
        return False
    mine, theirs = (_names(each) | {each.sentences[0].words[0]} for each in (new, old))
    if _strange(mine, theirs, near_name) < len(mine):
        return False
    form, its = new.words - mine - new.numbers, old.words - theirs - old.numbers
    return len(form & its) >= _SAME_FORM * max(len(form), len(its))


def _names(reading: Reading) -> frozenset[str]:
    return reading.cases.names - reading.lexicon.days


def _recalls(one: Reading, other: Reading) -> bool:
    return any(
        weigh(each.bag & other.bag) < _THERE * each.weight for each in one.recaps
    )


def _strange(
    some: frozenset[str], others: frozenset[str], same: Callable[[str, str], bool]
) -> int:
    strange = some - others
    if not strange:
        return 0
    if len(strange) > _MANY[0] or len(others) > _MANY[1]:
        return len(strange)
    return sum([not any(map(same, repeat(one), others)) for one in strange])
