"""Cut a text into the pieces of words that the language model was taught with."""

from __future__ import annotations

import string
import unicodedata
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VOCABULARY = Path(__file__).with_name("vocabulary.txt")  # a piece a line, by number
_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_LONGEST = 100  # characters; a longer word is unknown, as in BERT's own tokenizer
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


def read_vocabulary() -> dict[str, int]:
    """Return the number of each piece: the vocabulary of BERT uncased (Apache-2.0)."""
    lines = _VOCABULARY.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return {piece: number for number, piece in enumerate(lines)}


def cut(text: str, vocabulary: Mapping[str, int], most: int) -> list[int]:
    """Return the numbers of at most `most` pieces of `text`, its two ends among them.

    The uncased tokenizer of BERT (Devlin et al. 2019): no case, no accents, each sign
    and each ideograph a word; a word is cut into the longest pieces from its left.
    """
    pieces = chain.from_iterable(_pieces(word, vocabulary) for word in _words(text))
    numbers = islice((vocabulary[piece] for piece in pieces), most - 2)
    return [vocabulary[_START], *numbers, vocabulary[_END]]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", "".join(map(_apart, text)))
    return "".join(map(_apart, plain)).lower().split()


@lru_cache(maxsize=4096)
def _apart(char: str) -> str:
    """Return a character as it stands in words: alone, as space, or not at all."""
    kind = unicodedata.category(char)
    if char in "\t\n\r" or kind == "Zs":
        return " "
    if kind == "Mn" or kind.startswith("C"):
        return ""
    if kind.startswith("P") or char in string.punctuation or _is_ideograph(char):
        return f" {char} "
    return char


def _is_ideograph(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _IDEOGRAPHS)


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[str]:
    """Return the pieces of a word; one that is cut nowhere is unknown as a whole."""
    if len(word) > _LONGEST:
        return [_UNKNOWN]
    found = list(_longest_first(word, vocabulary))
    return found if all(found) else [_UNKNOWN]


def _longest_first(word: str, vocabulary: Mapping[str, int]) -> Iterator[str]:
    """Yield the longest known piece at each place; an empty one where none is known."""
    start, lead = 0, ""
    while start < len(word):
        ends = range(len(word), start, -1)
        known = (e for e in ends if lead + word[start:e] in vocabulary)
        end = next(known, start)
        yield lead + word[start:end] if end > start else ""
        if end == start:
            return
        start, lead = end, "##"
