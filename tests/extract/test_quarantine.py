"""What is poisoned in a feed is left out, the rest is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aggregator.errors import ExtractError
from aggregator.extract import quarantine
from aggregator.extract.registry import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.model import Document, Extraction, Source

    DocumentOf = Callable[..., Document]


def feed_of(*items: bytes) -> bytes:
    return b'<rss version="2.0"><channel><title>T</title>%s</channel></rss>' % b"".join(
        items
    )


def item(number: int, text: bytes = b"") -> bytes:
    return b"<item><guid>%d</guid><title>News %d</title>%s</item>" % (
        number,
        number,
        text,
    )


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    return make_source()


def titles(found: Extraction) -> list[str | None]:
    return [post.title for post in found.posts]


HEAVY = b"<category>c</category>" * 60_000
DEEP = b"<a>" * 6_000 + b"</a>" * 6_000
FEW = [f"News {number}" for number in range(3)]


@pytest.mark.parametrize("poison", [HEAVY, DEEP])
@pytest.mark.parametrize("place", [0, 2, 3])
def test_an_item_that_no_parser_bears_costs_no_other(
    document_of: DocumentOf, source: Source, poison: bytes, place: int
) -> None:
    items = [*map(item, range(3))]
    items.insert(place, item(9, poison))
    found = read(document_of(feed_of(*items)), source, None)
    assert titles(found) == FEW
    assert any("1 items are left out" in warning for warning in found.warnings)


@pytest.mark.parametrize("poison", [HEAVY, DEEP])
def test_a_feed_that_no_parser_bears_is_refused(
    document_of: DocumentOf, source: Source, poison: bytes
) -> None:
    with pytest.raises(ExtractError, match=r"tags|deep"):
        read(document_of(feed_of(poison, item(1))), source, None)


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("doctype", [b"DOCTYPE", b"doctype"])
def test_entities_made_of_entities_are_never_expanded(
    document_of: DocumentOf, source: Source, name: str, doctype: bytes
) -> None:
    laughs = b"".join(
        b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    feed = (
        b"<!%s rss [<!ENTITY a0 'lol'>%s<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        % (doctype, laughs)
        + feed_of(item(1, b"<description>Ha &a0; &a9; &x;</description>"))
    )
    found = read(document_of(feed.decode().encode(name)), source, None)
    assert len(found.posts) == 1
    assert len(found.posts[0].text) < 100


def test_an_entity_for_a_letter_is_kept(
    document_of: DocumentOf, source: Source
) -> None:
    declared = b'<!DOCTYPE rss [\n<!ENTITY eacute "&#233;">\n]>\n'
    text = b"<description>Caf&eacute;</description>"
    found = read(document_of(declared + feed_of(item(1, text))), source, None)
    assert found.posts[0].text == "Caf\xe9"


def test_a_doctype_that_never_ends_is_no_crash(document_of: DocumentOf) -> None:
    begun = document_of(b"<!DOCTYPE rss [" + b"<!ENTITY " * 9 + feed_of(item(1)))
    assert quarantine.light(begun)[0].body == begun.body


@pytest.mark.parametrize("begin", [b"<author>", b"<author><![CDATA[", b"<dc:creator>"])
def test_a_name_is_cut_before_an_address_is_looked_for_in_it(
    document_of: DocumentOf, begin: bytes
) -> None:
    feed = document_of(feed_of(item(1, begin + b"a" * 100_000)))
    assert len(quarantine.light(feed)[0].body) < 2_000


def test_items_beyond_all_measure_are_left_out_and_told(
    document_of: DocumentOf, source: Source
) -> None:
    feed = document_of(feed_of(*map(item, range(10_005))))
    found, told = quarantine.light(feed)
    assert found.body.count(b"<item>") == 10_000
    assert found.body.endswith(b"</item></channel></rss>")
    assert "more than 10,000" in told[0]
    parts, again = quarantine.portions(feed)
    assert sum(part.body.count(b"<item>") for part in parts) == 10_000
    assert again == told
    read_at_last = read(parts[-1], source, None)
    assert titles(read_at_last)[-1] == "News 9999"


def test_items_that_never_end_are_no_portions(document_of: DocumentOf) -> None:
    feed = document_of(b"<rss><channel>" + b"<item>" * 60_000)
    assert quarantine.portions(feed) == ([feed], [])
    with pytest.raises(ExtractError, match="deep"):
        quarantine.light(feed)


def test_a_feed_of_nothing_but_tags_is_refused(document_of: DocumentOf) -> None:
    feed = document_of(feed_of(b"<a></a>" * 300_001))
    assert quarantine.portions(feed) == ([feed], [])
    with pytest.raises(ExtractError, match="more than 600,000 tags"):
        quarantine.light(feed)


def test_what_is_no_feed_or_no_large_one_is_in_no_portions(
    document_of: DocumentOf,
) -> None:
    small = document_of(feed_of(*map(item, range(9))))
    one = document_of(feed_of(item(1, HEAVY)))
    none = document_of(feed_of(HEAVY))
    page = document_of(b"<html>" + b"<p>One" * 60_000)
    for each in (small, one, none, page):
        assert quarantine.portions(each) == ([each], [])


def test_a_feed_falls_into_halves_until_it_is_one_item(
    document_of: DocumentOf, source: Source
) -> None:
    whole = document_of(feed_of(*map(item, range(3))))
    one, other = quarantine.halves(whole)
    assert titles(read(one, source, None)) == FEW[:1]
    assert titles(read(other, source, None)) == FEW[1:]
    assert quarantine.halves(one) == []
    assert quarantine.halves(document_of(b"<p>News</p>")) == []


def test_a_known_poison_is_left_out(document_of: DocumentOf, source: Source) -> None:
    whole = document_of(feed_of(*map(item, range(4))))
    known = quarantine.digests(document_of(feed_of(item(3))))
    assert titles(read(quarantine.without(whole, known), source, None)) == FEW
    assert quarantine.without(whole, []) is whole
    assert quarantine.without(whole, [b"another"]) is whole


def test_parts_come_together_as_one_feed(
    document_of: DocumentOf, source: Source
) -> None:
    whole = document_of(feed_of(*map(item, range(3)), item(0)))
    parts = [read(each, source, None) for each in quarantine.halves(whole)]
    found = quarantine.together(parts)
    assert titles(found) == FEW
    assert found.copies == 1
