"""Plain text, for people and for comparison."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from itertools import pairwise

# What XML 1.0 (section 2.2) refuses, and DEL and C1, which no post means to say.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)

# `re` counts no vowel sign of Hindi, Thai or pointed Hebrew as part of a word.
_MARKS = "".join(
    chr(code)
    for code in range(0x300, 0x3100)
    if unicodedata.category(chr(code)).startswith("M")
)
# Scripts that put no space between words: Thai to Myanmar, Khmer, kana, Han; and
# Hangul, whose words carry endings. The field's search engines index them so too.
_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff"
    r"\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?P<run>[{_UNSPACED}]+)|(?:(?![{_UNSPACED}])[^\W_][{_MARKS}]*)+")
# Without any of these, words are what `re` takes for words: found three times as fast.
_SPECIAL = re.compile(f"[{_MARKS}{_UNSPACED}]")
_PLAIN_WORD = re.compile(r"[^\W_]+")
# What most texts have besides ASCII is no part of a word: quotation marks, dashes.
_TYPOGRAPHIC = "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\xa0\xa3\u20ac"
_ASCII = "".join(each if each.isalnum() else " " for each in map(chr, range(128)))

# From a dozen characters on: "Mr." is no sentence. Then the full stops of the West,
# with closing quotation marks, and those of the East, which no space follows.
_SENTENCE = re.compile(
    r".{12,}?(?:[.!?\u2026]+[\"'\u201d\u2019\xbb)\]]*(?=\s)|[\u3002\uff01\uff1f]+[\u300d\u300f]*)"
)


def words(text: str) -> list[str]:
    """Return the words of a text in order, as they are compared.

    Letters and digits of any script, after NFKC and case folding (Unicode, annexes
    15 and 21). Runs of a script without spaces become pairs of characters.
    """
    plain = text if text.isascii() else _without_typography(text)
    if plain.isascii():
        return plain.lower().translate(_ASCII).split()
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).casefold()
    )
    if not _SPECIAL.search(folded):
        return _PLAIN_WORD.findall(folded)
    found: list[str] = []
    for match in _WORD.finditer(folded):
        run = match["run"]
        found += _pairs(run) if run else [match[0]]
    return found


def _without_typography(text: str) -> str:
    for mark in _TYPOGRAPHIC:  # eleven times through a text is faster than once by `re`
        text = text.replace(mark, " ")
    return text


def _pairs(run: str) -> list[str]:
    return [one + other for one, other in pairwise(run)] or [run]


def first_sentence(text: str, *, limit: int = 120) -> str:
    """Return the first sentence, for a title where the post has none.

    At most `limit` characters; what is longer is cut at the end of a word. Empty only
    if the text is.
    """
    line = squeeze(next((line for line in text.splitlines() if line.strip()), ""))
    sentence = _SENTENCE.match(line)
    return _cut(sentence[0] if sentence else line, limit)


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    at_word = kept.rpartition(" ")[0] if line[limit - 1] != " " else kept
    return (at_word or kept).rstrip(" ,;:-\u2013\u2014") + "…"


def squeeze(text: str) -> str:
    """Return the text with each run of white space folded to one space, stripped.

    Nearly all text is so already: of all white space only the space is printable.
    """
    if "  " not in text and text.isprintable():
        return text.strip(" ")
    return " ".join(text.split())


def printable(text: str) -> str:
    """Return the text without the characters that XML refuses, and controls."""
    whole = text.isprintable() or text.replace("\n", "").isprintable()
    return text if whole else _UNPRINTABLE.sub("", text)


def digest(*parts: str | None) -> str:
    """Return 32 hexadecimal digits of SHA-256: the same for the same parts only.

    The parts are joined as JSON, so that no two lists of parts read alike.
    """
    joined = json.dumps(parts).encode("ascii")
    return hashlib.sha256(joined).hexdigest()[:32]
