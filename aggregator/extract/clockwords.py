"""How outlets of many languages write clocks and days: patterns, and no logic."""

from __future__ import annotations

import unicodedata

AFTER_NOON = ("p", "μ.μ", "μμ", "μ. μ", "م", "오후", "下", "午後")
"""How words for the second half of the day begin, in small letters."""

CLOCK = (
    r"(?:(?P<before>오전|오후|上午|下午|午前|午後)\s?)?"
    r"(?<!\d)(?P<hour>2[0-3]|[01]?\d)"
    r"(?:(?:\s?[:h時时点點시]\s?(?P<minute>[0-5]\d|\d(?=\s?[分분]))|\.(?P<dotted>[0-5]\d))"
    r"(?!\d|[./]\s?\d)(?::[0-5]\d)?(?:\s?[分분]|')?)?"
    r"(?:\s?(?P<half>[ap]\.?\s?m\b\.?|[πμ]\.?\s?μ\b\.?|[صم](?!\w)))?"
    r"(?:\s?(?:(?:Uhr|uur|hrs?|hs|h|horas?|óra|ч|год)\b\.?|น\.?))?"
)
"""A clock; without minutes it is one only beside a half of the day: "2pm"."""

DAY = (
    r"(?:\b(?P<first>\d{4})(?:\.\s|[年년]\s?))?"  # 2026. március 1. · 2026年
    r"(?<![^\W年년])(?P<day>\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,})"  # 18. 7. · 18. Juli
    r"|\d{1,2}[月월]\s?\d{1,2}[日일]"
    r"|\d{1,2}(?:st|nd|rd|th|er|º)?\s(?:d[ei]\s)?[^\W\d_]{3,}"  # 18 July · 1er mai
    r"|[^\W\d_]{3,}\.?\s\d{1,2}\b(?!:))"  # July 18
    r"(?:[.,]?\s?(?:de\s)?(?P<year>\d{4})\b)?"
)
"""A day of a month, with its year or without."""

LEAD = (
    r"(?:[^\W\d_]{1,9}\.?\s){1,2}"
    r"(?=\d{1,2}[.:h]\d\d[^<\d:]{0,6}(?:[:|\u2013\u2014]|\s-\s))"
)
"""A word before a clock that is set off as a label: "Ore 12:48 - ", "Update 9.05: "."""

_FIGURES = {
    code: str(unicodedata.digit(chr(code)))
    for code in (*range(0x660, 0x6FA), *range(0x966, 0xE5A), *range(0xFF10, 0xFF1A))
    if unicodedata.category(chr(code)) == "Nd"
} | {0xFF1A: ":"}


def western(text: str) -> str:
    """Return the text with the figures of other scripts as 0 to 9, none longer."""
    return text if text.isascii() else text.translate(_FIGURES)
