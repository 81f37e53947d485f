# ruff: noqa: RUF001 - Cyrillic and Greek letters stand here on purpose.
"""The words in which outlets write months and time zones: data for `times`."""

from __future__ import annotations

# How the month begins, without accents, in English, German, French, Spanish, Italian,
# Portuguese, Dutch, Swedish, Hungarian, Turkish, Polish, Czech, Finnish, Romanian,
# Ukrainian, Russian, Greek and Arabic. Left out is what is one month here and another
# there (listopad).
MONTH_STEMS: dict[int, tuple[str, ...]] = {
    1: ("jan", "jän", "ene", "gen", "oca", "sty", "січ", "янв", "ιαν", "يناير", "ian",
        "ledn", "tammik"),
    2: ("feb", "fev", "sub", "lut", "лют", "фев", "φεβ", "فبراير", "unor", "helmik"),
    3: ("mar", "maa", "mrz", "бер", "мар", "μαρ", "مارس", "brez"),
    4: ("apr", "avr", "abr", "nis", "kwi", "кві", "апр", "απρ", "أبريل", "ابريل",
        "dubn", "huhtik"),
    5: ("may", "mai", "maj", "mag", "mei", "тра", "май", "мая", "μαι", "مايو", "kvet",
        "toukok"),
    6: ("jun", "juin", "giu", "haz", "cze", "чер", "июн", "ιουν", "يونيو", "iun",
        "cervn", "kesak"),
    7: ("jul", "juil", "lug", "tem", "lipi", "lipc", "лип", "июл", "ιουλ", "يوليو",
        "iul", "cervenc", "heinak"),
    8: ("aug", "aou", "ago", "agu", "sie", "сер", "авг", "αυγ", "أغسطس", "اغسطس",
        "srpna", "elok"),
    9: ("sep", "set", "szep", "eyl", "wrz", "вер", "сен", "σεπ", "سبتمبر", "zari",
        "syysk"),
    10: ("oct", "okt", "out", "ott", "eki", "paz", "жов", "окт", "οκτ", "أكتوبر",
        "rijn", "lokak"),
    11: ("nov", "kas", "лис", "ноя", "νοε", "نوفمبر", "noie"),
    12: ("dec", "dez", "dic", "des", "ara", "gru", "гру", "дек", "δεκ", "ديسمبر",
        "prosin", "jouluk"),
}  # fmt: skip

# Minutes east of Greenwich: RFC 5322, section 4.3, then what newsrooms write. IST is
# India's: the Irish and the Israeli feeds of the corpora write offsets.
OFFSETS: dict[str, int] = {
    **dict.fromkeys(("Z", "UT", "UTC", "GMT", "WET"), 0),
    **dict.fromkeys(("BST", "WEST", "CET", "MEZ", "WAT"), 60),
    **dict.fromkeys(("CEST", "MEST", "MESZ", "EET", "CAT", "SAST"), 120),
    **dict.fromkeys(("EEST", "MSK", "EAT", "TRT"), 180),
    **dict.fromkeys(("GST", "SAMT"), 240),
    "PKT": 300,
    "IST": 330,
    "NPT": 345,
    "WIB": 420,
    **dict.fromkeys(("HKT", "SGT", "AWST", "PHT", "MYT"), 480),
    **dict.fromkeys(("JST", "KST"), 540),
    "ACST": 570,
    "AEST": 600,
    "ACDT": 630,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "NDT": -150,
    **dict.fromkeys(("ART", "BRT", "ADT"), -180),
    "NST": -210,
    **dict.fromkeys(("AST", "EDT"), -240),
    **dict.fromkeys(("EST", "CDT"), -300),
    **dict.fromkeys(("CST", "MDT"), -360),
    **dict.fromkeys(("MST", "PDT"), -420),
    **dict.fromkeys(("PST", "AKDT"), -480),
    "AKST": -540,
    "HST": -600,
}

# Names that leave open whether it is summer, and so need the date.
SEASONAL: dict[str, str] = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
