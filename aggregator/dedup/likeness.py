"""How alike two posts are, and what one says that the other does not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.alignment import Alignment, align
from aggregator.dedup.facts import (
    differing_names,
    differing_numbers,
    fresh,
    of_another,
    on_topic,
    recaps,
    same_denials,
)
from aggregator.dedup.guards import differences
from aggregator.dedup.nearness import one_story, other_in_meaning, same_in_meaning
from aggregator.dedup.reading import Reading, read, weigh
from aggregator.dedup.reversals import reversed_in
from aggregator.dedup.spans import context
from aggregator.dedup.strangers import exchanged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aggregator.dedup.nearness import Meaning
    from aggregator.dedup.reading import Sentence
    from aggregator.dedup.spans import Context
    from aggregator.evidence import Relation
    from aggregator.model import Post

# Shares are of weight, measured on labelled pairs and a labelled stream of posts; an
# echo wrongly found costs more than one missed.
_TRIVIAL = 3.0  # weight: three long words, below which nothing can be told
_SHORT = 8.0  # weight: a line or two, which say little without their headline
_RELATED = 0.30  # of the lighter post, below which two posts are distinct
_MOST_FRESH = 0.30  # of a post may be new sentences
_BEGUN = 0.40  # of the sentence that the new one begins with is in the old one
_BEGUN_ANEW = 0.15  # below which it begins with other news, whatever its words
_OWN = 0.15  # of each of two posts in sentences of its own: they tell two things
_KNOWN = 0.72  # of the new post is in the old one: nearly the same words,
_NUMBERS = 2  # unless so many numbers of either differ
_MUTUAL = 0.60  # of either post is in the other: the same
_RETOLD = 0.31  # of either post is in the other: the same in other words,
_EVIDENCE = 6.0  # if that weighs so much; of a headline,
_RETOLD_SHORT, _EVIDENCE_SHORT = 0.53, 2.0  # more of less
_COPIED = 0.65  # of either post of several sentences is in the other: not retold
_SURE = 0.50  # of either is in the other: then one name may be strange
_SAME_NAMES = 0.75  # of either is in the other, below which both must name the same
_RESEMBLES = 0.60  # of the lighter post, from which what is no echo is an update;
_CONTRADICTS = 0.50  # from here, if it says something else;
_REPEATED = 6.0  # or if one sentence of this weight stands in both
_REASONS = 8  # are enough
_EAGER = 0.30  # of either is in the other, if that weighs
_EAGER_EVIDENCE = 3.0
_OPEN = 0.20  # of either is in the other: their meaning may tell
_REMOTE = 0.15  # of the lighter post: it may tell that they are of one story


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a post is to an earlier one, how alike they are (0..1), and why no echo."""

    relation: Relation
    likeness: float
    rule: str = "little in common"  # what told the relation
    reasons: tuple[str, ...] = ()
    eager: bool = False  # an echo to those who would rather miss some news


class _Case(NamedTuple):
    """Two posts side by side, and all that the rules ask of them."""

    old: Reading
    new: Reading
    aligned: Alignment
    shared: float  # weight
    reasons: tuple[str, ...]

    @property
    def overlap(self) -> float:
        """The share of the lighter post that is in the other."""
        return self.shared / min(self.old.weight, self.new.weight)

    @property
    def likeness(self) -> float:
        """How alike the posts are, from 0 to 1."""
        return max(self.aligned.known, self.aligned.mutual)


def compare(a: Post, b: Post, meaning: Meaning | None = None) -> Comparison:
    """Return what `b` is to `a`, which came first; whose they are does not matter."""
    return compare_readings(
        read(a.title, a.text, a.language), read(b.title, b.text, b.language), meaning
    )


def compare_readings(
    old: Reading, new: Reading, meaning: Meaning | None = None
) -> Comparison:
    """Return what `new` is to `old`: an echo only if nothing speaks against it.

    Alignment, guards and tiers, as docs/decisions/0003-echoes.md tells them.

    Args:
        old: the earlier post.
        new: the later one.
        meaning: how near two texts are in meaning, if that can be told. It is asked
            only where the words leave it open, and nothing speaks against an echo.
    """
    lighter = min(old.weight, new.weight)
    if lighter < _TRIVIAL:
        return Comparison(relation="distinct", likeness=0.0)
    shared = weigh(old.bag & new.bag)
    if shared < _RELATED * lighter:
        return _little(old, new, shared / lighter, meaning)
    return _decide(_case(old, new, shared), meaning)


def _decide(case: _Case, meaning: Meaning | None) -> Comparison:
    """Return what the rules make of two posts that share enough to be compared."""
    rule = _same(case, meaning)
    if rule:
        return Comparison(
            relation="echo", likeness=case.likeness, rule=rule, eager=True
        )
    relation, rule = _otherwise(case)
    return Comparison(
        relation=relation,
        likeness=case.likeness,
        rule=rule,
        reasons=case.reasons,
        eager=_is_alike(case),
    )


def _case(old: Reading, new: Reading, shared: float) -> _Case:
    aligned = align(*matter(old, new))
    reasons: tuple[str, ...] = ()
    if aligned.pairs:
        is_retold = aligned.mutual < _COPIED and len(old.sentences) > 1
        known = context(old, new)._replace(is_retold=is_retold)
        reasons = _reasons(aligned, known)
    if not reasons and aligned.mutual >= _OPEN:  # else they are no echo anyway
        reasons = tuple(islice(reversed_in(old, new), _REASONS))
    return _Case(old, new, aligned, shared, reasons)


def _same(case: _Case, meaning: Meaning | None) -> str | None:
    """Return the rule by which the posts are one; None if they are not."""
    old, new = case.old, case.new
    if case.reasons or not same_denials(old, new) or recaps(old, new):
        return None
    in_words = on_topic(old, new) and not _tell_two_things(old, new)
    if in_words and on_topic(new, old, least=_BEGUN) and _is_nearly_the_same(case):
        return "nearly the same words"
    if case.aligned.mutual < _OPEN or not _agree(case):
        return None
    if in_words and _is_retold(case) and not _begins_anew(old, new):
        is_other = case.shared < _EVIDENCE and other_in_meaning(old, new, meaning)
        return None if is_other else "the same in other words"
    is_same = not _goes_on(case) and same_in_meaning(old, new, meaning)
    return "the same meaning" if is_same else None


def _is_one_matter(old: Reading, new: Reading) -> bool:
    return on_topic(old, new) and same_denials(old, new) and not recaps(old, new)


def _is_nearly_the_same(case: _Case) -> bool:
    is_text = min(case.old.weight, case.new.weight) >= _SHORT
    if is_text and case.aligned.mutual < _SAME_NAMES and exchanged(case.old, case.new):
        return False
    numbers = differing_numbers(case.old, case.new)
    if case.aligned.known >= _KNOWN and case.aligned.fresh < _MOST_FRESH:
        return numbers < _NUMBERS
    return case.aligned.mutual >= _MUTUAL and not numbers


def _begins_anew(old: Reading, new: Reading) -> bool:
    """Tell whether much of the new post, or what it begins with, is not in the old."""
    return fresh(old, new) >= _MOST_FRESH or not on_topic(new, old, least=_BEGUN_ANEW)


def _tell_two_things(old: Reading, new: Reading) -> bool:
    """Tell whether each post has sentences of its own beside what both have."""
    return fresh(old, new) >= _OWN and fresh(new, old) >= _OWN


def _goes_on(case: _Case) -> bool:
    """Tell whether the new post repeats a sentence of the old one, and adds others."""
    return case.aligned.repeated >= _REPEATED and case.aligned.fresh >= _MOST_FRESH


def _agree(case: _Case) -> bool:
    """Tell whether the facts agree, as they must where the words do not."""
    strangers = int(case.aligned.mutual > _SURE)
    return (
        not differing_numbers(case.old, case.new)
        and differing_names(case.old, case.new) <= strangers
        and not exchanged(case.old, case.new)
    )


def _is_retold(case: _Case) -> bool:
    if case.shared >= _EVIDENCE:
        return case.aligned.mutual >= _RETOLD
    return case.shared >= _EVIDENCE_SHORT and case.aligned.mutual >= _RETOLD_SHORT


def _little(
    old: Reading, new: Reading, overlap: float, meaning: Meaning | None
) -> Comparison:
    """Return what posts are that share few words: one story, if their meaning tells."""
    if overlap >= _REMOTE and one_story(old, new, meaning):
        return Comparison(relation="related", likeness=overlap, rule="one story")
    return Comparison(relation="distinct", likeness=overlap)


def _is_alike(case: _Case) -> bool:
    """Tell whether an eager reader would call the posts one."""
    return (
        not case.reasons
        and case.shared >= _EAGER_EVIDENCE
        and case.aligned.mutual >= _EAGER
        and _is_one_matter(case.old, case.new)
        and not differing_numbers(case.old, case.new)
    )


def _otherwise(case: _Case) -> tuple[Relation, str]:
    """Return what a post is that is no echo, and the rule that tells it."""
    repeats = case.aligned.repeated >= _REPEATED
    replaced = any("→" in reason for reason in case.reasons)
    if replaced and of_another(case.old, case.new):
        return "related", "the same form, of another"
    if case.reasons and (repeats or case.overlap >= _CONTRADICTS):
        return "update", "something speaks against it"
    if repeats or case.overlap >= _RESEMBLES:
        return "update", "goes beyond it"
    return "related", "little in common"


def matter(old: Reading, new: Reading) -> tuple[Sequence[Sentence], Sequence[Sentence]]:
    """Return the sentences to compare; beside a short text, titles count too."""
    short = min(old.weight, new.weight) < _SHORT
    if short and old.title.tokens and new.title.tokens:
        return (*old.sentences, old.title), (*new.sentences, new.title)
    return old.sentences, new.sentences


def _reasons(aligned: Alignment, known: Context) -> tuple[str, ...]:
    found = dict.fromkeys(islice(_said_differently(aligned, known), _REASONS))
    return tuple(found)


def _said_differently(aligned: Alignment, known: Context) -> Iterator[str]:
    for one, other in aligned.pairs:
        yield from differences(one, other, known)
