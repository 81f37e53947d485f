"""What a language model says of two posts, if there is one and it speaks theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from aggregator.dedup.lexicon import lexicon

if TYPE_CHECKING:
    from aggregator.dedup.reading import Reading

Meaning: TypeAlias = Callable[[str, str], float]
"""The cosine of two texts, 0..1: how near they are in meaning."""

_SPOKEN = "en"  # by the model: of what it does not speak, it finds all alike
# Cosines, between those that either half of the labelled pairs gives by itself: see
# docs/decisions/0015-the-semantic-extra.md.
_SAME = 0.65  # of posts that agree in all that words can tell: they say the same;
_SAME_HEADLINE = 0.77  # of headlines, in which words can tell little
_HEADLINE = 8.0  # weight: a line or two
_OTHER = 0.75  # of headlines that share a few words: below, they do not
_STORY = 0.65  # of posts that share little: they are of one story


def same_in_meaning(old: Reading, new: Reading, meaning: Meaning | None) -> bool:
    """Tell whether the posts say the same, as far as that can be told."""
    near = _nearness(old, new, meaning)
    is_headline = min(old.weight, new.weight) < _HEADLINE
    return near is not None and near >= (_SAME_HEADLINE if is_headline else _SAME)


def other_in_meaning(old: Reading, new: Reading, meaning: Meaning | None) -> bool:
    """Tell whether headlines say other things, as far as that can be told."""
    near = _nearness(old, new, meaning)
    return near is not None and near < _OTHER


def one_story(old: Reading, new: Reading, meaning: Meaning | None) -> bool:
    """Tell whether the posts are of one story, as far as that can be told."""
    near = _nearness(old, new, meaning)
    return near is not None and near >= _STORY


def _nearness(old: Reading, new: Reading, meaning: Meaning | None) -> float | None:
    """Return the cosine of two posts; None if there is no model, or not for these.

    Posts in another language than English are never asked about: of Russian posts in
    no common thread, half are above 0.8.
    """
    if meaning is None or not (old.lexicon is new.lexicon is lexicon(_SPOKEN)):
        return None
    return meaning(old.said, new.said)
