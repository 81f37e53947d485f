"""Words as they are compared: folded, in one spelling, numbers in one form."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from operator import and_, attrgetter
from typing import TYPE_CHECKING, NamedTuple

from aggregator.dedup.lexicon import places, voices
from aggregator.dedup.numbers import value_of, written
from aggregator.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.dedup.lexicon import Lexicon

_TOKENS = 65_536  # different words remembered of a language
_CHUNK = 32  # characters: what is longer is not remembered
_TENS = frozenset(range(20, 100, 10))
_UNITS = frozenset(range(1, 10))
_MINUS = frozenset(("minus", "moins", "menos", "meno", "минус", "мінус"))
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


_WORD, _IS_NUMBER = attrgetter("word"), attrgetter("is_number")


def tokens_of(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the words of a text without those that only say who tells it."""
    chunks = text.split()
    tokens = list(chain.from_iterable(map(_chunks(lexicon).__getitem__, chunks)))
    if tokens and not _firsts(lexicon).isdisjoint(chunks):
        tokens = list(_merged(tokens, lexicon))
    numbers = list(map(_IS_NUMBER, tokens))
    if True not in numbers:
        return tokens
    are_apart = not any(map(and_, numbers, numbers[1:]))
    if are_apart and _MINUS.isdisjoint(map(_WORD, tokens)):
        return tokens
    joined: list[Token] = []
    for token in tokens:
        can_join = token.is_number and joined
        whole = _joined(joined[-1], token, lexicon) if can_join else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(token)
    return joined


@cache
def _firsts(lexicon: Lexicon) -> frozenset[str]:
    """Return the words that may be the first of two that make one, as they stand."""
    return frozenset(lexicon.joined) | {each.capitalize() for each in lexicon.joined}


def _merged(tokens: list[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Yield the tokens, and two words that make one as one: "not true" is untrue."""
    before = tokens[0]
    for token in tokens[1:]:
        word = lexicon.joined.get(before.word, {}).get(token.word)
        if word:
            before = Token(f"{before.said} {token.said}", word, lexicon.stem(word))
        else:
            yield before
            before = token
    yield before


def _split(text: str) -> list[str]:
    found: list[str] = _TOKEN.findall(text)
    if text.isascii() or not _UNSPACED.search(text):
        return found
    return [
        word
        for each in found
        for word in (words(each) if _UNSPACED.search(each) else (each,))
    ]


class _Chunks(dict[str, "tuple[Token, ...]"]):
    """What stands between two spaces, with its signs: no token spans a space."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._words = _table(lexicon)

    def __missing__(self, chunk: str) -> tuple[Token, ...]:
        found = tuple(filter(None, map(self._words.__getitem__, _split(chunk))))
        if len(chunk) <= _CHUNK:
            if len(self) >= _TOKENS:
                self.clear()
            self[chunk] = found
        return found


class _Table(dict[str, "Token | None"]):
    """The words of a language that were met, so that each is folded once."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, said: str) -> Token | None:
        if len(self) >= _TOKENS:
            self.clear()
        self[said] = token = _token(said, self._lexicon)
        return token


_table = cache(_Table)
_chunks = cache(_Chunks)


def _token(said: str, lexicon: Lexicon) -> Token | None:
    """Return a word as it is compared; None for who tells the news."""
    folded = said.casefold().removesuffix("'s")
    if not said.lstrip("-")[0].isdigit():
        folded = folded.replace(".", "")
    if said[0].isupper():
        folded = places().get(folded, folded)
    word = lexicon.same.get(folded, folded)
    if word in voices():
        return None
    scale = lexicon.scales.get(word)
    value = value_of(word, lexicon) if scale is None else float(scale)
    if value is not None:
        number = written(value)
        return Token(said, number, number, is_number=True)
    capital = said[0].isupper() and word not in lexicon.light
    return Token(said, word, lexicon.stem(word), is_capital=capital)


def _joined(before: Token, token: Token, lexicon: Lexicon) -> Token | None:
    """Return "three billion" or "twenty five" as one number; None if it is not one."""
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
