"""Read a post as the judge sees it: sentences of tokens, numbers in one form."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.lazy import Lazy
from aggregator.dedup.lexicon import recognise
from aggregator.dedup.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aggregator.dedup.lexicon import Lexicon
    from aggregator.dedup.tokens import Token


_LONGEST = 6_000  # characters that are read: what follows no longer decides
_ENOUGH = 400  # characters, to tell the language
_SENTENCES = 40  # that are compared
_WORDS = 60  # of a sentence; a longer one is cut
_BOILERPLATE = 16  # words: a longer sentence is never dropped
_RECALLS = 8  # words, within which a sentence tells that it was told before
_STEM = attrgetter("stem")
_STEMS = 65_536  # whose weight is remembered

# Only known tags: wire text has its own brackets, as in "<Airbus Industrie>".
_BREAK = re.compile(r"<(?:br|p|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|cite|div|em|figure|figcaption|h[1-6]|i|img|li|ol|q|s|"
    r"section|small|span|strong|sub|sup|time|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = "\u2019\u2018\u201b\u02bc"
_NOT = re.compile(r"n't\b", re.IGNORECASE)
_GROUPED = re.compile(r"\b\d{1,3}(?: \d{3})+\b")  # 1 200, as the French write it
_CLOCK = re.compile(
    r"\s*\d{1,2}[:.]\d\d(?:\s*[ap]m)?\b(?:\s*[-\u2013\u2014:|])?\s+(?=\D)"
)
_LABEL = re.compile(r"\s*(\w+(?:[\s']\w+)?)\s*(?::|\s[-\u2013\u2014])\s+")
# A full stop ends no sentence after one capital ("U.S.") or a title ("Mr.", "Gov.").
# It begins with one class of all signs: `re` finds that three times as fast.
_END = re.compile(
    r"([.!?…\u3002\uff01\uff1f\n\r\x0b\x0c\x85\u2028\u2029]"
    r"(?:(?<=[\u3002\uff01\uff1f\n\r\x0b\x0c\x85\u2028\u2029])|"
    r"(?<!\b\w\.)(?<!\b[A-Z][a-z]\.)(?<!\b[A-Z][a-z][a-z]\.)"
    r"[\"'\u201d\u00bb)\]]*(?=\s|$)))"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence; what only a comparison asks for is made when it asks."""

    tokens: tuple[Token, ...]
    is_cut: bool = False  # ends in "…"

    @Lazy
    def bag(self) -> frozenset[str]:
        """Its stems as a set."""
        return frozenset([token.stem for token in self.tokens])

    @Lazy
    def weight(self) -> float:
        """What its different stems weigh."""
        return weigh(self.bag)

    @Lazy
    def words(self) -> tuple[str, ...]:
        """Its words in order, as they are compared."""
        return tuple([token.word for token in self.tokens])


class Cases(NamedTuple):
    """The words of a post by the capitals that they have."""

    names: frozenset[str]  # with a capital inside a sentence
    openers: frozenset[str]  # with a capital where anything has one
    plain: frozenset[str]  # without a capital


@dataclass(frozen=True)
class Reading:
    """A post, read once and compared often."""

    title: Sentence
    sentences: tuple[Sentence, ...]  # of the text; of the title if there is no text
    bag: frozenset[str]
    lexicon: Lexicon

    @Lazy
    def weight(self) -> float:
        """What the different stems of the text weigh."""
        return weigh(self.bag)

    @Lazy
    def words(self) -> frozenset[str]:
        """The different words of the text."""
        return frozenset(chain.from_iterable([each.words for each in self.sentences]))

    @property
    def said(self) -> str:
        """What it says, headline first, as plain text."""
        parts = (self.title, *self.sentences)
        told = dict.fromkeys(each for each in parts if each.tokens)
        return ". ".join(" ".join([t.said for t in each.tokens]) for each in told)

    @Lazy
    def numbers(self) -> frozenset[str]:
        """The different numbers of the text."""
        return frozenset(
            [t.word for each in self.sentences for t in each.tokens if t.is_number]
        )

    @Lazy
    def recaps(self) -> list[Sentence]:
        """The sentences, but the first, that recall an earlier matter."""
        recaps = self.lexicon.recaps
        return [each for each in self.sentences[1:] if _is_recap(each, recaps)]

    @Lazy
    def cases(self) -> Cases:
        """The words of title and text by their capitals."""
        return _cases((self.title, *self.sentences))


def read(title: str | None, text: str, language: str | None) -> Reading:
    """Return a post as it is compared, at most 6,000 characters of it."""
    heading = _plain(title or "")
    body = _plain(text)
    lexicon = recognise(
        frozenset(f"{heading} {body[:_ENOUGH]}".casefold().split()), language
    )
    if lexicon.is_spaced:
        heading, body = (_GROUPED.sub(_closed, each) for each in (heading, body))
    head = Sentence(tuple(tokens_of(_unled(heading, lexicon), lexicon)))
    found = _sentences(_unled(body, lexicon), lexicon)
    parts = tuple(islice(found, _SENTENCES)) or (head,)
    tokens = chain.from_iterable([part.tokens for part in parts])
    return Reading(head, parts, frozenset(map(_STEM, tokens)), lexicon)


def weigh(bag: Iterable[str]) -> float:
    """Return the weight of stems: long words say more, in any language.

    Summed in tenths: sums of fractions depend on the order, and a set has none.
    """
    return sum(map(_TENTHS.__getitem__, bag)) / 10


def weight(stem: str) -> float:
    """Return how much a stem tells, from 0.1 ("a") to 1; a number tells all of it."""
    return _TENTHS[stem] / 10


class _Tenths(dict[str, int]):
    """The weight of each stem that was met, in tenths."""

    def __missing__(self, stem: str) -> int:
        if len(self) >= _STEMS:
            self.clear()
        self[stem] = found = tenths(stem)
        return found


_TENTHS = _Tenths()


def tenths(stem: str) -> int:
    """Return how much a stem tells, in tenths."""
    if stem[-1].isdigit() or not stem.isascii():
        return 10
    return (1, 1, 2, 4, 7, 10, 10)[len(stem)]


def _plain(text: str) -> str:
    plain = text[:_LONGEST]
    if "&" in plain:
        plain = html.unescape(plain)
    if "<" in plain:
        plain = _TAG.sub(" ", _BREAK.sub("\n", plain))
    if not plain.isascii():
        plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", plain))
        plain = plain.replace("\u2212", "-")
        for quote in _QUOTES:  # one by one: twenty times as fast as `translate`
            plain = plain.replace(quote, "'")
    plain = plain.replace("`", "'")
    if "'t" in plain or "'T" in plain:
        plain = _NOT.sub(" not", plain)
    return plain[:_LONGEST]


def _closed(number: re.Match[str]) -> str:
    return number[0].replace(" ", "")


def _unled(text: str, lexicon: Lexicon) -> str:
    """Return `text` without the time and the label that an outlet sets before it."""
    clock = _CLOCK.match(text)
    rest = text[clock.end() :] if clock else text
    label = _LABEL.match(rest)
    if label and label[1].casefold() in lexicon.labels:
        return rest[label.end() :]
    return rest


def _sentences(text: str, lexicon: Lexicon) -> Iterator[Sentence]:
    pieces = _END.split(text)
    for part, end in zip(pieces[::2], (*pieces[1::2], ""), strict=True):
        tokens = tokens_of(part, lexicon) if part else []
        if tokens and not _says_nothing(part, tokens, lexicon):
            is_cut = end[:1] == "…" or (end[:1] == "." and part.endswith(".."))
            for start in range(0, len(tokens), _WORDS):
                yield Sentence(tuple(tokens[start : start + _WORDS]), is_cut)


def _says_nothing(part: str, tokens: list[Token], lexicon: Lexicon) -> bool:
    if len(tokens) > _BOILERPLATE:
        return False
    return any(map(part.casefold().__contains__, lexicon.boilerplate))


def _is_recap(sentence: Sentence, recaps: tuple[str, ...]) -> bool:
    opening = f" {' '.join(sentence.words[:_RECALLS])} "
    if any(" " in said and f" {said} " in opening for said in recaps):
        return True
    first, *rest = sentence.tokens
    return first.word in recaps and bool(rest) and rest[0].said[0].isupper()


def _cases(sentences: Iterable[Sentence]) -> Cases:
    names: set[str] = set()
    openers: set[str] = set()
    plain: set[str] = set()
    for sentence in sentences:
        capital = [token.word for token in sentence.tokens if token.is_capital]
        plain.update([t.word for t in sentence.tokens if not t.is_capital])
        if len(capital) * 2 > len(sentence.tokens):
            openers.update(capital)
        elif capital:
            opens = sentence.tokens[0].is_capital
            openers.update(capital[:opens])
            names.update(capital[opens:])
    return Cases(frozenset(names), frozenset(openers), frozenset(plain))
