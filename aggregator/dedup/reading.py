"""Read a post as the judge sees it: sentences of tokens, numbers in one form."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.lexicon import Lexicon, recognise, voices
from aggregator.dedup.numbers import value_of, written
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_LONGEST = 6_000  # characters that are read: what follows no longer decides
_ENOUGH = 400  # characters, to tell the language
_SENTENCES = 40  # that are compared
_WORDS = 60  # of a sentence; a longer one is cut
_BOILERPLATE = 16  # words: a longer sentence is never dropped
_TENS = frozenset(range(20, 100, 10))
_UNITS = frozenset(range(1, 10))
_MINUS = frozenset(("minus", "moins", "menos", "meno", "минус", "мінус"))
_STEM = 6  # letters: endings differ between two ways to say the same

# Only known tags: wire text has its own brackets, as in "<Airbus Industrie>".
_BREAK = re.compile(r"<(?:br|p|/p|/div|/li)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|blockquote|cite|div|em|figure|figcaption|h[1-6]|i|img|li|ol|q|s|"
    r"section|small|span|strong|sub|sup|time|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = str.maketrans(
    dict.fromkeys("\u2019\u2018\u201b\u02bc\u00b4`", "'") | {"\u2212": "-"}
)
_NOT = re.compile(r"n't\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"\s*\d{1,2}[:.]\d\d(?:\s*[ap]m)?\b(?:\s*[-\u2013\u2014:|])?\s+(?=\D)"
)
_LABEL = re.compile(r"\s*(\w+(?:[\s']\w+)?)\s*(?::|\s[-\u2013\u2014])\s+")
_END = re.compile(
    r"[.!?…](?<!\b\w\.)(?<!\b[A-Z]\w\.)(?<!\b[A-Z]\w\w\.)[\"'\u201d\u00bb)\]]*(?=\s)|"
    r"[\u3002\uff01\uff1f]"
)
_TOKEN = re.compile(
    r"(?:-(?<![^\s(\[\"']-))?\d+(?:[.,]\d+)*(?:st|nd|rd|th)?|[%$€£¥₹₽₴₺₩₪]|[^\W\d_]+(?:'[^\W\d_]+|\.[^\W\d_](?=\.))*"
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")


class Token(NamedTuple):
    """One word as it was said, and as it is compared."""

    said: str
    word: str  # folded, in one spelling; a number in its one form
    stem: str
    is_number: bool = False
    is_capital: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and its stems as a set."""

    tokens: tuple[Token, ...]
    bag: frozenset[str]
    weight: float
    is_cut: bool  # ends in "…"


@dataclass(frozen=True, slots=True)
class Reading:
    """A post, read once and compared often."""

    title: Sentence
    sentences: tuple[Sentence, ...]  # of the text; of the title if there is no text
    bag: frozenset[str]
    weight: float
    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]  # with a capital inside a sentence
    openers: frozenset[str]  # with a capital where anything has one
    plain: frozenset[str]  # without a capital
    lexicon: Lexicon


def read(title: str | None, text: str, language: str | None) -> Reading:
    """Return a post as it is compared, at most 6,000 characters of it."""
    heading = _plain(title or "")
    body = _plain(text)
    lexicon = recognise(
        frozenset(f"{heading} {body[:_ENOUGH]}".casefold().split()), language
    )
    head = _sentence(_tokens(_unled(heading, lexicon), lexicon))
    found = _sentences(_unled(body, lexicon), lexicon)
    parts = tuple(islice(found, _SENTENCES)) or (head,)
    bag = frozenset().union(*(part.bag for part in parts))
    tokens = {token for part in parts for token in part.tokens}
    names, openers, plain = _cases((head, *parts))
    return Reading(
        title=head,
        sentences=parts,
        bag=bag,
        weight=weigh(bag),
        words=frozenset([token.word for token in tokens]),
        numbers=frozenset([token.word for token in tokens if token.is_number]),
        names=names,
        openers=openers,
        plain=plain,
        lexicon=lexicon,
    )


def weigh(bag: Iterable[str]) -> float:
    """Return the weight of stems: long words say more, in any language.

    Summed in tenths: sums of fractions depend on the order, and a set has none.
    """
    return sum(map(_tenths, bag)) / 10


def weight(stem: str) -> float:
    """Return how much a stem tells, from 0.1 ("a") to 1; a number tells all of it."""
    return _tenths(stem) / 10


@lru_cache(maxsize=65_536)
def _tenths(stem: str) -> int:
    if stem[-1].isdigit() or not stem.isascii():
        return 10
    return (1, 1, 2, 4, 7, 10, 10)[len(stem)]


def _plain(text: str) -> str:
    plain = _TAG.sub(" ", _BREAK.sub("\n", html.unescape(text[:_LONGEST])))
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", plain))
    return _NOT.sub(" not", plain.translate(_QUOTES))[:_LONGEST]


def _unled(text: str, lexicon: Lexicon) -> str:
    """Return `text` without the time and the label that an outlet sets before it."""
    clock = _CLOCK.match(text)
    rest = text[clock.end() :] if clock else text
    label = _LABEL.match(rest)
    if label and label[1].casefold() in lexicon.labels:
        return rest[label.end() :]
    return rest


def _sentences(text: str, lexicon: Lexicon) -> Iterator[Sentence]:
    parts = _END.sub(r"\g<0>\n", text).splitlines()
    for part in parts:
        tokens = _tokens(part, lexicon)
        if tokens and not _says_nothing(part, tokens, lexicon):
            is_cut = part.endswith(("…", "..."))
            for start in range(0, len(tokens), _WORDS):
                yield _sentence(tokens[start : start + _WORDS], is_cut=is_cut)


def _says_nothing(part: str, tokens: list[Token], lexicon: Lexicon) -> bool:
    if len(tokens) > _BOILERPLATE:
        return False
    folded = part.casefold()
    return any(phrase in folded for phrase in lexicon.boilerplate)


def _sentence(tokens: list[Token], *, is_cut: bool = False) -> Sentence:
    bag = frozenset([token.stem for token in tokens])
    return Sentence(tuple(tokens), bag, weigh(bag), is_cut)


def _tokens(text: str, lexicon: Lexicon) -> list[Token]:
    known = [_token(said, lexicon) for said in _split(text)]
    tokens = [token for token in known if token is not None]
    numbers = sum([token.is_number for token in tokens])
    if numbers < 2 and (  # noqa: PLR2004 - a pair
        not numbers or _MINUS.isdisjoint([token.word for token in tokens])
    ):
        return tokens
    joined: list[Token] = []
    for token in tokens:
        whole = _joined(joined[-1], token, lexicon) if joined else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(token)
    return joined


def _split(text: str) -> list[str]:
    found = _TOKEN.findall(text)
    if not _UNSPACED.search(text):
        return found
    return [
        word
        for each in found
        for word in (words(each) if _UNSPACED.search(each) else (each,))
    ]


@lru_cache(maxsize=65_536)
def _token(said: str, lexicon: Lexicon) -> Token | None:
    """Return a word as it is compared; None for who tells the news."""
    folded = said.casefold().removesuffix("'s")
    if not said.lstrip("-")[0].isdigit():
        folded = folded.replace(".", "")
    word = lexicon.same.get(folded, folded)
    if word in voices():
        return None
    scale = lexicon.scales.get(word)
    value = value_of(word, lexicon) if scale is None else float(scale)
    if value is not None:
        number = written(value)
        return Token(said, number, number, is_number=True)
    stem = lexicon.spelt(word)
    capital = said[0].isupper() and word not in lexicon.common
    return Token(said, word, stem[:_STEM], is_capital=capital)


def _joined(before: Token, token: Token, lexicon: Lexicon) -> Token | None:
    """Return "three billion" or "twenty five" as one number; None if it is not one."""
    if not token.is_number:
        return None
    if before.word in _MINUS:
        number = written(-float(token.word))
        return Token(f"{before.said} {token.said}", number, number, is_number=True)
    if not before.is_number:
        return None
    word = token.said.casefold()
    one, other = float(before.word), float(token.word)
    if lexicon.same.get(word, word) in lexicon.scales and one < other:
        number = written(one * other)
    elif word in lexicon.numbers and one in _TENS and other in _UNITS:
        number = written(one + other)
    else:
        return None
    return Token(f"{before.said} {token.said}", number, number, is_number=True)


def _cases(
    sentences: Iterable[Sentence],
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words with a capital inside, with one at the start, and without."""
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
    return frozenset(names), frozenset(openers), frozenset(plain)
