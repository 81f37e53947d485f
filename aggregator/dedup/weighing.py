"""What a post is to the entries that it could belong to, and what is told of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from aggregator.dedup.likeness import compare_readings
from aggregator.dedup.repeats import is_the_item
from aggregator.evidence import Mode, Relation, Weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from aggregator.dedup.likeness import Comparison
    from aggregator.dedup.memory import Memory
    from aggregator.dedup.nearby import Near
    from aggregator.model import Post, PostId

    Meaning: TypeAlias = Callable[[str, str], float]

_VERBATIM = 1.0  # likeness: nothing can be nearer
_RANK: dict[Relation, int] = {"distinct": 0, "related": 1, "update": 2, "echo": 3}
_OWN = "an outlet never echoes itself"
_OFF = "its source joins no other"
_APART = "kept apart by hand"
_BY_AN_ECHO = "nearly the same words as an echo of it"
_DENIED = "something speaks against it in an echo"
_EAGER = "nothing speaks against it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One lead beside a post, as it was weighed."""

    age: tuple[int, int]  # of the lead
    weighed: Weighed
    eager: bool  # whether the post would join it in eager mode

    @property
    def order(self) -> tuple[int, float, tuple[int, int]]:
        """What puts leads in order: the nearest first, of two as near the older."""
        return -_RANK[self.weighed.relation], -self.weighed.likeness, self.age


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """What a post is weighed by.

    Args:
        memory: where the leads are.
        apart: leads whose entries it is kept out of by hand.
        merged: posts that were put together with others by hand.
        mode: how readily it joins.
        meaning: how near two texts are in meaning, if that can be told.
    """

    memory: Memory
    apart: Container[PostId] = ()
    merged: Container[PostId] = ()
    mode: Mode = "conservative"
    meaning: Meaning | None = None

    def cases(self, near: Iterable[Near], post: Post) -> Iterator[Case]:
        """Return what `post` is to each entry, up to the first verbatim copy."""
        for each in near:
            case = self._case(each, post)
            yield case
            told = case.weighed
            if told.relation == "echo" and told.likeness >= _VERBATIM:
                return

    def _case(self, near: Near, post: Post) -> Case:
        """Return what `post` is to an entry.

        To join it must echo the lead, or one of its echoes while nothing speaks
        against the lead: chains of resemblance do not grow. And a lead that was
        edited into other news gathers none of it under echoes that deny it.
        """
        found = self._compare(near.lead, post)
        if found.relation != "distinct" and not found.reasons:
            found = self._by_echoes(found, near, post)
        found = self._permitted(found, near.lead, post)
        window = self.memory.window
        kept = window.id(near.lead)
        return Case(
            age=window.age(near.lead),
            eager=found.eager,
            weighed=Weighed(
                lead=window.lead(kept) or kept,
                relation=found.relation,
                likeness=found.likeness,
                rule=found.rule,
                reasons=found.reasons,
            ),
        )

    def _compare(self, kept: int, post: Post) -> Comparison:
        mine, new = self.memory.kept(kept), self.memory.reading(post)
        return compare_readings(mine, new, self.meaning)

    def _by_echoes(self, found: Comparison, near: Near, post: Post) -> Comparison:
        is_echo = found.relation == "echo"
        others = [
            (echo, self._compare(echo, post))
            for echo in near.echoes
            if not is_echo or self._is_denied(near.lead, echo)
        ]
        for echo, other in others:
            if other.reasons and self._is_denied(near.lead, echo):
                return replace(other, relation="update", rule=_DENIED, eager=False)
        joined = [other.likeness for _, other in others if other.relation == "echo"]
        if is_echo or not joined:
            return found
        likeness = max([found.likeness, *joined])
        return replace(
            found, relation="echo", likeness=likeness, rule=_BY_AN_ECHO, eager=True
        )

    def _is_denied(self, lead: int, echo: int) -> bool:
        """Tell whether something speaks against an echo by now: its lead was edited.

        In an entry that was made by hand, it may have done so from the first.
        """
        if self.memory.window.id(lead) in self.merged:
            return False
        denied = self.memory.denied.get((lead, echo))
        if denied is None:
            mine, its = self.memory.kept(lead), self.memory.kept(echo)
            denied = bool(compare_readings(mine, its).reasons)
            self.memory.denied.put((lead, echo), denied)
        return denied

    def _permitted(self, found: Comparison, lead: int, post: Post) -> Comparison:
        """Return what was found, as far as mode, outlet and rulings let it stand."""
        is_echo = found.relation == "echo"
        if not is_echo and not found.eager:
            return found
        bar = self._bar(lead, post)
        if bar is not None:
            held = "related" if is_echo else found.relation
            rule = bar if is_echo else found.rule
            return replace(found, relation=held, rule=rule, eager=False)
        if self.mode == "eager" and not is_echo:
            return replace(found, relation="echo", rule=_EAGER)
        return found

    def _bar(self, lead: int, post: Post) -> str | None:
        """Return what keeps a post out of the entry of a lead; None if nothing does.

        An outlet may echo its own words in one case: another of its sources has the
        very same item.
        """
        window = self.memory.window
        kept = window.id(lead)
        outlet, source = window.whose(lead)
        if self.mode == "off":
            return _OFF
        if (window.lead(kept) or kept) in self.apart:
            return _APART
        if outlet != post.outlet:
            return None
        same = source != post.source and is_the_item(post, window.said(lead))
        return None if same else _OWN
