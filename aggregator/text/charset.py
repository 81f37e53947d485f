"""The charset of a document, found as browsers find it (WHATWG, Encoding and HTML)."""

from __future__ import annotations

import codecs
import re

_PROLOGUE = 8192  # bytes; a later `<meta>` than in the first 1024 makes browsers reload
_STATED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w:.+-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/][^<>]*>", re.IGNORECASE)
_XML = re.compile(
    rb"\A\s*<\?xml\b[^<>]*?\sencoding\s*=\s*[\"']([\w:.+-]+)", re.IGNORECASE
)

_PARTS = (*range(2, 9), 10, 13, 14, 15, 16)  # that are no other charset's alias

# Python's codec for what the labels mean to browsers (Encoding, section 4.2): what says
# Latin-1 or ASCII is windows-1252. Everything else that Python knows is no charset of
# documents: `idna` takes seconds, `undefined` and `punycode` crash, `utf-7` hides tags.
_LABELS: dict[str, str] = {
    **dict.fromkeys(("utf8", "unicode11utf8", "unicode20utf8"), "utf-8"),
    **dict.fromkeys(
        ("ascii", "usascii", "ansix341968", "iso88591", "iso885911987", "latin1", "l1",
         "cp819", "ibm819", "isoir100", "csisolatin1", "xuserdefined"),
        "windows-1252",
    ),
    **{f"windows{page}": f"windows-{page}" for page in range(1250, 1259)},
    **{f"cp{page}": f"windows-{page}" for page in range(1250, 1259)},
    **{f"xcp{page}": f"windows-{page}" for page in range(1250, 1259)},
    **{f"iso8859{part}": f"iso8859-{part}" for part in _PARTS},
    **dict.fromkeys(("iso88599", "latin5", "l5", "isoir148"), "windows-1254"),
    **dict.fromkeys(("tis620", "iso885911", "windows874", "dos874"), "cp874"),
    **dict.fromkeys(("latin2", "l2"), "iso8859-2"),
    "latin9": "iso8859-15",
    "cyrillic": "iso8859-5",
    **dict.fromkeys(("koi8r", "koi8", "koi", "cskoi8r"), "koi8-r"),
    **dict.fromkeys(("koi8u", "koi8ru"), "koi8-u"),
    **dict.fromkeys(("ibm866", "cp866", "866", "csibm866"), "cp866"),
    **dict.fromkeys(("macintosh", "mac", "xmacroman"), "mac-roman"),
    **dict.fromkeys(("xmaccyrillic", "xmacukrainian"), "mac-cyrillic"),
    **dict.fromkeys(
        ("gbk", "gb2312", "gb18030", "chinese", "csgb2312", "gb231280", "xgbk",
         "isoir58", "cp936"),
        "gb18030",
    ),
    **dict.fromkeys(("big5", "big5hkscs", "cnbig5", "csbig5", "xxbig5"), "big5hkscs"),
    **dict.fromkeys(
        ("shiftjis", "sjis", "xsjis", "mskanji", "windows31j", "cp932", "ms932",
         "csshiftjis"),
        "cp932",
    ),
    **dict.fromkeys(("eucjp", "xeucjp"), "euc_jp"),
    **dict.fromkeys(("iso2022jp", "csiso2022jp"), "iso2022_jp"),
    **dict.fromkeys(
        ("euckr", "ksc56011987", "ksc5601", "ksc56011989", "korean", "windows949",
         "cp949", "cseuckr", "isoir149"),
        "cp949",
    ),
}  # fmt: skip

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# An ASCII character between two zeros, or before one (XML 1.0, appendix F.1).
_WIDE = (
    (re.compile(rb"[\t-~]\0[\t-~]\0"), "utf-16-le"),
    (re.compile(rb"\0[\t-~]\0[\t-~]"), "utf-16-be"),
)
_ESCAPE = (
    b"\x1b"  # with which ISO-2022-JP, all ASCII by its bytes, goes from set to set
)

_HIGH = re.compile(rb"[\x80-\xff]+")
_FAULTS = 10  # characters of UTF-8 for each byte that is none: then it is broken UTF-8
_WORD = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")  # a word of letters without ASCII
_MANY = 0.6
_LOWER = re.compile(rb"[\xe0-\xff]")  # in windows-1251; capitals in KOI8-R


def decoded(body: bytes, content_type: str = "") -> str:
    """Return the text of a document; whatever the bytes are, some text comes of it.

    A byte order mark tells, before all else. Then what can be read as UTF-8 is UTF-8,
    whatever is said of it: text of another charset hardly ever can by chance. Then the
    Content-Type, the XML declaration and the page's own `<meta>` are asked, in the
    order of browsers, and the first that fits all bytes is believed. Where none fits,
    it is Cyrillic if it looks like it, or windows-1252, which browsers end with.

    Args:
        body: the document as it came.
        content_type: the header, parameters included.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").removeprefix("\ufeff")
    stated = _stated(body, content_type)
    apart = _told_by_bytes(body, stated)
    if apart:
        return body.decode(apart, "replace")
    return _fitting(body, ["utf-8", *stated]) or _at_odds(body, stated)


def known(label: str) -> str | None:
    """Return Python's codec for what browsers read so named; None for no charset."""
    return _LABELS.get(re.sub(r"[^a-z0-9]", "", label.lower()))


def _told_by_bytes(body: bytes, stated: list[str]) -> str | None:
    """Return the codec of bytes that would pass for UTF-8, and are not."""
    if _ESCAPE in body and "iso2022_jp" in stated:
        return "iso2022_jp"
    return next((name for sign, name in _WIDE if sign.match(body)), None)


def _stated(body: bytes, content_type: str) -> list[str]:
    """Return the codecs that are stated, who is believed first first.

    UTF-16 is not among them: whose statement can be read is not in it, and browsers
    take it for UTF-8 (HTML, section 13.2.3.2).
    """
    prologue = _COMMENT.sub(b"", body[:_PROLOGUE])
    metas = (_STATED.search(each[0]) for each in _META.finditer(prologue))
    found = [_STATED.search(content_type.encode()), _XML.match(body), *metas]
    labels = (known(each[1].decode("ascii", "replace")) for each in found if each)
    return [each for each in labels if each]


def _fitting(body: bytes, names: list[str]) -> str | None:
    for name in names:
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return None


def _at_odds(body: bytes, stated: list[str]) -> str:
    """Read bytes that nothing fits which is said of them."""
    text = body.decode("utf-8", "replace")
    strange = sum(map(len, _HIGH.findall(body)))
    faults = text.count("\ufffd")
    if strange - faults >= _FAULTS * faults:
        return text
    name = next((each for each in stated if each != "utf-8"), None)
    return body.decode(name or _likely(body, strange), "replace")


def _likely(body: bytes, strange: int) -> str:
    """Tell Cyrillic, whose words have no ASCII, from Western text, which has a lot."""
    words = b"".join(_WORD.findall(body))
    if len(words) < _MANY * strange:
        return "windows-1252"
    return "windows-1251" if 2 * len(_LOWER.findall(words)) > len(words) else "koi8-r"
