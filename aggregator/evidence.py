"""The words of a judgement: what a post was weighed against, and what decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import datetime

Relation: TypeAlias = Literal["distinct", "related", "update", "echo"]
"""What a post is to an earlier one: other news; the same story in other words; the same
story, saying something else; the same news in nearly the same words."""

Mode: TypeAlias = Literal["off", "conservative", "eager"]
"""How readily a post joins another's entry: never; only in nearly the same words with
nothing said against it; also where the words differ more, and still nothing speaks
against it."""

Ruling: TypeAlias = Literal["merge", "split", "never"]
"""What a person decided over the judge: two posts are one entry; a post leaves the
entry that it is in; two posts are never one entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who speaks in a post: what makes five outlets one, or five."""

    publisher: str = ""  # of the outlet's family: one owner, many titles
    wire: str | None = None  # the agency whose copy it is, by byline or text

    @property
    def name(self) -> str:
        """Who is counted: copies of one agency's text are one voice."""
        return self.wire or self.publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One lead that a post was compared with."""

    lead: str  # its PostId
    relation: Relation
    likeness: float  # 0..1
    rule: str  # what told the relation, in a word or two: "nearly the same words"
    reasons: tuple[str, ...] = ()  # what speaks against an echo: "four → six"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a post became what it is: kept with each verdict."""

    rule: str  # that decided
    weighed: tuple[Weighed, ...] = ()  # the nearest leads, the best first: near misses
    configuration: str = ""  # digest of mode, window and version of the rules


NOBODY = Voice()
NOTHING_LIKE_IT = Decision(rule="nothing like it")
NEARLY_THE_SAME = Decision(rule="nearly the same words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person decided; it is obeyed from then on, and exported as a label."""

    ruling: Ruling
    post: str  # PostId
    other: str  # PostId; of a split, the lead that `post` left
    made: datetime
    number: int = 0  # by which it is undone; given by the store
