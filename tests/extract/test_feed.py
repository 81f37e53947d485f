from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.extract import feed, jsonfeed
from aggregator.extract.drafts import Draft, post_from
from aggregator.model import Document, Source

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://feeds.example/rss"
SOURCE = Source(id="news", url=URL, outlet="The News")
CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "feeds"


def document(body: str | bytes, media_type: str = "application/rss+xml") -> Document:
    raw = body.encode() if isinstance(body, str) else body
    return Document(
        source="news", url=URL, body=raw, media_type=media_type, fetched=NOON
    )


def rss(items: str, channel: str = "", root: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0" {root}><channel>{channel}'
        f"{items}</channel></rss>"
    )


def only(body: str | bytes, media_type: str = "application/rss+xml") -> Draft:
    (draft,), warnings = feed.drafts(document(body, media_type))
    assert warnings == []
    return draft


def test_an_item_of_rss_is_read() -> None:
    item = """<item><guid isPermaLink="false">7</guid>
    <title>Storm &amp;amp; rain</title><link>https://news.example/7</link>
    <description>&lt;p>It blows.</description>
    <pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>
    <dc:creator>Ann Day</dc:creator></item>"""
    root = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    assert only(rss(item, "<language>en-gb</language>", root)) == Draft(
        id="7",
        url="https://news.example/7",
        title="Storm &amp; rain",
        html="<p>It blows.</p>",
        published="Sun, 01 Mar 2026 10:00:00 GMT",
        author="Ann Day",
        language="en-gb",
    )


def test_an_entry_of_atom_is_read() -> None:
    draft = only("""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
    <link href="https://news.example/"/><entry xml:base="https://news.example/live/">
    <id>urn:7</id><link href="7"/><title type="html">A &lt;b>b</title>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
    <p>It <a href="map">blows</a> and blows.</p></div></content>
    <summary>It blows.</summary><updated>2026-03-01T10:00:00Z</updated>
    <author><name>Ann Day</name></author><author><name>Bo Lee</name></author>
    </entry></feed>""")
    assert draft.url == "https://news.example/live/7"
    assert draft.html
    assert 'href="https://news.example/live/map"' in draft.html
    assert draft.published == draft.updated == "2026-03-01T10:00:00Z"
    assert (draft.id, draft.author) == ("urn:7", "Ann Day, Bo Lee")
    assert draft.language == "de"


def test_plain_text_of_atom_is_no_markup() -> None:
    draft = only("""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>a</title>
    <summary type="text">1 &lt;b> 2</summary></entry></feed>""")
    assert (draft.html, draft.text) == (None, "1 <b> 2")


def test_an_item_of_rdf_is_read() -> None:
    draft = only("""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <item rdf:about="https://news.example/7"><title>Storm</title>
    <link>https://news.example/7</link><dc:date>2026-03-01T10:00Z</dc:date></item>
    </rdf:RDF>""")
    assert draft.published == "2026-03-01T10:00Z"
    assert (draft.title, draft.html) == ("Storm", "")


def test_the_longest_body_is_the_post() -> None:
    item = """<item><title>a</title><description>It blows and blows.</description>
    <content:encoded>It blows.</content:encoded></item>"""
    root = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    assert only(rss(item, "", root)).html == "It blows and blows."


def test_addresses_are_relative_to_the_link_of_the_feed() -> None:
    item = "<item><link>/7</link><description>&lt;a href='map'>x</description></item>"
    draft = only(rss(item, "<link>https://news.example/live/</link>"))
    assert draft.url == "https://news.example/7"
    assert draft.html
    assert 'href="https://news.example/live/map"' in draft.html
    assert only(rss(item)).url == "https://feeds.example/7"


def test_an_item_without_id_and_link_is_read() -> None:
    draft = only(rss("<item><description>It blows.</description></item>"))
    assert (draft.id, draft.url, draft.title) == (None, None, None)
    post = post_from(draft, document(""), SOURCE)
    assert post
    assert post.url == URL


def test_an_id_that_is_no_address_is_no_link() -> None:
    draft = only(rss("<item><guid>7</guid><title>a</title></item>"))
    assert (draft.id, draft.url) == ("7", None)
    draft = only(rss("<item><guid>https://news.example/7</guid></item>"))
    assert draft.url == "https://news.example/7"


def test_items_that_share_an_id_stay_two() -> None:
    items = "".join(
        f"<item><guid>7</guid><title>{title}</title></item>" for title in "ab"
    )
    found, warnings = feed.drafts(document(rss(items)))
    assert len({draft.id for draft in found}) == 2
    assert warnings == ["several items share the id '7'"]


def test_a_broken_feed_gives_what_it_has_and_a_warning() -> None:
    body = rss("<item><title>a & b</title></item><item><title>c</title></item>")
    found, (warning,) = feed.drafts(document(body))
    assert len(found) == 2
    assert warning.startswith("the feed is not well-formed, items may be missing: ")


@pytest.mark.parametrize(
    "junk", ["&#99999999999;", "&#xD800;", "&#1114112;", "&#xfffffff;"]
)
def test_a_reference_to_no_character_loses_no_feed(junk: str) -> None:
    assert only(rss(f"<item><title>a{junk}b&#65;</title></item>")).title == "a\ufffdbA"


@pytest.mark.parametrize("charset", ["punycode", "undefined", "idna", "nonsense"])
def test_a_charset_that_nobody_writes_in_loses_no_feed(charset: str) -> None:
    body = rss("<item><title>a</title></item>")
    assert only(body, f"text/xml; charset={charset}").title == "a"
    declared = body.replace("?>", f' encoding="{charset}"?>')
    assert only(declared, "").title == "a"


def test_utf8_is_read_as_such_whatever_the_header_says() -> None:
    body = rss("<item><title>Stürme</title></item>")
    assert only(body, "text/xml; charset=iso-8859-1").title == "Stürme"


def test_other_charsets_are_believed() -> None:
    body = rss("<item><title>Буря</title></item>")
    declared = body.replace("?>", ' encoding="windows-1251"?>')
    assert only(declared.encode("cp1251"), "").title == "Буря"
    assert only(body.encode("koi8-r"), "text/xml; charset=koi8-r").title == "Буря"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_characters_are_read_whether_declared_or_not(charset: str) -> None:
    for body in (rss("<item><title>a</title></item>"), '<?xml version="1.0"?>'):
        assert feed.is_feed(document(body.encode(charset))) is ("rss" in body)
    body = rss("<item><title>Буря</title></item>")
    assert only(body.encode(charset), "").title == "Буря"
    declared = body.replace("?>", ' encoding="UTF-16"?>').replace("Буря", "a")
    assert only(declared.encode(charset), "text/xml").title == "a"


def test_nothing_is_no_crash() -> None:
    assert feed.drafts(document(b"")) == ([], [])
    assert feed.drafts(document(b"hello"))[0] == []


@pytest.mark.parametrize(
    "body",
    [
        rss(""),
        "\ufeff <?xml version='1.0'?><!-- x --><feed xmlns='a'>",
        "<rdf:RDF xmlns:rdf='a'>",
        "<br />Warning: x\n<rss>",
        "<!DOCTYPE rss SYSTEM 'a'><RSS>",
    ],
)
def test_a_feed_is_known_by_its_root(body: str) -> None:
    assert feed.is_feed(document(body))


@pytest.mark.parametrize(
    "body",
    [
        "",
        b"\xff\xfe<",
        "<!doctype html><rss>",
        "<html><body><feed>",
        "<feedback/>",
        '{"a": "<rss >"}',
        "the <em>feed</em>",
    ],
)
def test_a_page_is_no_feed_whatever_it_mentions(body: str | bytes) -> None:
    assert not feed.is_feed(document(body))


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of feeds is not here")
@pytest.mark.parametrize(
    "meta", sorted(CORPUS.glob("*.meta.json")), ids=lambda path: path.name[:-10]
)
def test_every_item_of_a_captured_feed_is_a_post(meta: Path) -> None:
    name = meta.name.removesuffix(".meta.json")
    (body,) = (path for path in CORPUS.glob(f"{name}.*") if path != meta)
    captured = document(body.read_bytes(), "")
    assert feed.is_feed(captured) is (body.suffix == ".xml")
    assert jsonfeed.is_json_feed(captured) is (body.suffix == ".json")
    reader = feed if body.suffix == ".xml" else jsonfeed
    found, _ = reader.drafts(captured)
    posts = [post_from(draft, captured, SOURCE) for draft in found]
    assert len(posts) == json.loads(meta.read_text("utf-8"))["n_posts"]
    assert all(posts)
    # lefigaro tells one item twice, word for word: equal keys are equal posts.
    assert len({post.key for post in posts if post}) == len(set(posts))


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "UTF-7", "x y"])
def test_what_python_knows_and_no_document_uses_is_no_charset(name: str) -> None:
    item = "<item><title>+AD4-</title></item>"
    body = f"<?xml version='1.0' encoding='{name}'?>{rss(item)[21:]}"
    told = f"application/xml; charset={name}; x=y"
    assert only(body, told).title == "+AD4-"


@pytest.mark.parametrize("name", ["cp437", "ibm866", "csibm857", "no-such-charset"])
def test_an_unusual_charset_is_left_to_feedparser(name: str) -> None:
    item = "<item><title>a</title></item>"
    body = f"<?xml version='1.0' encoding='{name}'?>{rss(item)[21:]}"
    assert only(body, f"application/xml; charset={name}").title == "a"


@pytest.mark.parametrize("root", ["r:rss", "x:RDF", "a:feed"])
def test_the_root_of_a_feed_may_have_any_prefix(root: str) -> None:
    assert feed.is_feed(document(f"<{root} xmlns:r='urn:x'>"))


def test_feedparser_tells_all_it_knows_for_its_own_tests() -> None:
    body = rss("<item><link>/7</link><title>a<script>b</script></title></item>")
    headers = {"content-location": "/x/", "etag": '"1"', "last-modified": "never"}
    found = feed.told(document(body, ""), headers, {"status": 200})
    assert found.entries[0].link == "https://feeds.example/7"
    assert found.entries[0].title == "a"
    assert (found.etag, found.modified, found.status) == ('"1"', "never", 200)
    assert not found.bozo
    unsafe = {"content-location": "javascript:alert(1)"}
    assert feed.told(document(body), unsafe, {}).entries[0].link == f"{URL[:-3]}7"


def test_an_item_brings_its_picture_and_its_recording() -> None:
    draft = only(
        rss(
            """<item><title>Storm</title><description>It blows.</description>
            <enclosure url="/7.mp3" type="audio/mpeg"/>
            <media:content url="/7.jpg" medium="image"/></item>""",
            root='xmlns:media="http://search.yahoo.com/mrss/"',
        )
    )
    assert draft.url == "https://feeds.example/7.mp3"
    assert draft.html
    assert '<img src="https://feeds.example/7.jpg"' in draft.html


@pytest.mark.parametrize("name", ["utf-32", "utf-32-le", "utf-32-be"])
def test_a_charset_that_browsers_do_not_read_is_read(name: str) -> None:
    body = rss("<item><title>Буря</title></item>")
    assert only(body.encode(name), "").title == "Буря"


def test_no_check_from_outside_meets_what_python_alone_calls_a_charset() -> None:
    body = document(rss("<item><title>a</title></item>"), "text/xml; charset=idna")
    assert feed.told(body, {}, {}).encoding == "us-ascii"
