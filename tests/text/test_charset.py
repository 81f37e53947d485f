"""What bytes are read as, with what is said of them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import charset

RUSSIAN = "<p>Паром снова ходит, сообщил порт вечером</p>"
FRENCH = "<p>Le ferry est arrivé à Calais, a dit la préfète</p>"
JAPANESE = "<p>フェリーは再開した</p>"


def page(text: str, label: str) -> str:
    return f'<html><head><meta charset="{label}"></head>{text}</html>'


@pytest.mark.parametrize("label", ["windows-1251", "koi8-r", "ISO-8859-5", "cp866"])
def test_the_header_tells_the_charset(label: str) -> None:
    body = RUSSIAN.encode(label)
    assert charset.decoded(body, f"text/html; charset={label}") == RUSSIAN


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("windows-1251", RUSSIAN),
        ("iso-8859-15", FRENCH),
        ("Shift_JIS", JAPANESE),
        ("EUC-JP", JAPANESE),
        ("gb2312", "<p>渡轮恢复</p>"),
        ("big5", "<p>渡輪恢復</p>"),
        ("euc-kr", "<p>여객선 운항 재개</p>"),
        ("iso-2022-jp", JAPANESE),
    ],
)
def test_a_page_tells_its_own_charset(label: str, text: str) -> None:
    body = page(text, label).encode(label)
    assert charset.decoded(body) == page(text, label)


def test_an_xml_declaration_tells_the_charset() -> None:
    text = f"<?xml version='1.0' encoding='windows-1251'?>{RUSSIAN}"
    assert charset.decoded(text.encode("windows-1251")) == text


def test_the_header_is_believed_before_the_page() -> None:
    body = page(RUSSIAN, "koi8-r").encode("windows-1251")
    read = charset.decoded(body, "text/html; charset=windows-1251")
    assert read == page(RUSSIAN, "koi8-r")


@pytest.mark.parametrize(
    "mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]
)
def test_a_byte_order_mark_is_believed_before_all(mark: bytes) -> None:
    name = {b"\xef": "utf-8", b"\xff": "utf-16-le", b"\xfe": "utf-16-be"}[mark[:1]]
    body = mark + RUSSIAN.encode(name)
    assert charset.decoded(body, "text/html; charset=windows-1251") == RUSSIAN


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_needs_no_mark(name: str) -> None:
    assert charset.decoded(RUSSIAN.encode(name)) == RUSSIAN


@pytest.mark.parametrize("said", ["windows-1252", "iso-8859-1", "gb2312", "utf-16"])
def test_what_is_utf_8_is_read_so_whatever_is_said(said: str) -> None:
    body = page(FRENCH, said).encode()
    assert charset.decoded(body, f"text/html; charset={said}") == page(FRENCH, said)


def test_latin_1_is_windows_1252_as_in_browsers() -> None:
    assert (
        charset.decoded(b"<p>\x93Aye\x94</p>", "charset=iso-8859-1") == "<p>“Aye”</p>"
    )


def test_broken_utf_8_stays_utf_8() -> None:
    body = (FRENCH * 9).encode() + b"\xe2\x80" + FRENCH.encode()
    assert charset.decoded(body).replace("\ufffd", "") == FRENCH * 10


@pytest.mark.parametrize("label", ["windows-1251", "koi8-r"])
def test_cyrillic_that_is_declared_utf_8_is_read_all_the_same(label: str) -> None:
    body = RUSSIAN.encode(label)
    assert charset.decoded(body, "text/html; charset=utf-8") == RUSSIAN


def test_western_text_that_is_declared_utf_8_is_read_all_the_same() -> None:
    body = FRENCH.encode("windows-1252")
    assert charset.decoded(body, "text/html; charset=utf-8") == FRENCH


def test_one_bad_byte_costs_one_character() -> None:
    text = "<p>渡轮恢复</p>"
    body = page(text, "gb2312").encode("gb2312") + b"\xff!"
    assert charset.decoded(body) == page(text, "gb2312") + "\ufffd!"


def test_a_charset_in_a_comment_is_none() -> None:
    text = f'<!-- <meta charset="koi8-r"> -->{page(RUSSIAN, "windows-1251")}'
    assert charset.decoded(text.encode("windows-1251")) == text


@pytest.mark.parametrize(
    "label",
    ["idna", "punycode", "undefined", "utf-7", "zlib", "rot13", "unicode_escape"],
)
def test_codecs_that_are_no_charset_of_documents_are_refused(label: str) -> None:
    assert charset.known(label) is None
    body = page(FRENCH, label).encode("windows-1252")
    assert charset.decoded(body, f"text/html; charset={label}") == page(FRENCH, label)


def test_every_label_has_a_codec() -> None:
    labels = [
        "utf-8",
        "latin1",
        "windows-1250",
        "x-cp1251",
        "iso-8859-16",
        "iso-8859-9",
    ]
    labels += [
        "tis-620",
        "koi8-u",
        "macintosh",
        "gbk",
        "big5-hkscs",
        "ms932",
        "ks_c_5601",
    ]
    for label in labels:
        name = charset.known(label)
        assert name
        assert codecs.lookup(name)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_are_a_crash(body: bytes, said: str) -> None:
    assert isinstance(charset.decoded(body, f"text/html; charset={said}"), str)
