"""A profile is suggested where it would read the page, and only there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aggregator.extract.outlet import parse
from aggregator.extract.registry import Registry
from aggregator.extract.rulebook import written
from aggregator.extract.suggestion import suggestion
from aggregator.model import Document, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from aggregator.extract.suggestion import Suggestion
    from aggregator.model import Post

    DocumentOf = Callable[..., Document]

SOURCE = Source(id="gazette", url="https://www.gazette.example/live", outlet="Gazette")
LIVE = "<html><title>Storm live</title><body><nav>Menu</nav><main>"
END = "</main><footer><p>Made by the Gazette in its harbour office</p></footer>"
SAID = (
    "No ferry has left since dawn, the harbour master said in the morning.",
    "All schools close at two, and children are to be fetched by their parents.",
    "Gusts of force nine were measured at the lighthouse, which is dark.",
    "The bridge is closed to lorries and to all who ride on two wheels.",
    "Firemen fetched nine people from a bus that stood in water for hours.",
    "The mayor asks everybody to stay at home until the wind has gone.",
    "Power is back in the old town, but not yet on the island of the seals.",
)


def page(form: str) -> str:
    """Return a live blog of posts in one form, the newest first."""
    posts = (
        form.format(at=11 - place, minute=7 + 5 * place % 50, n=place, said=said)
        for place, said in enumerate(SAID)
    )
    return f"{LIVE}{''.join(posts)}{END}"


def advice(document: Document) -> Suggestion:
    return suggestion(document, SOURCE)


def posts(document: Document, toml: str | None = None) -> list[Post]:
    outlets = {"own": parse("own.toml", toml.encode())} if toml else {}
    without = ["segments", "visible"] if toml else []
    return [*Registry(outlets, without=without).examine(document, SOURCE).posts]


FORMS = {
    "an id and a time": (
        (
            "<div id=post-100{n}><h3>Storm {n} at the coast</h3>"
            "<time datetime=2026-03-01T{at:02}:{minute:02}:00Z>x</time>"
            "<p>{said}</p></div>"
        ),
        "each = 'div[id^=\"post-\"]'\n",
    ),
    "a class, and a time that habit does not find": (
        (
            "<section class=note><meta itemprop=datePublished "
            "content=2026-03-01T{at:02}:{minute:02}:00Z><p>{said}</p></section>"
        ),
        "time = 'meta[itemprop=\"datePublished\"]@content'\n",
    ),
    "an attribute of the post itself": (
        (
            "<div class=note data-published=2026-03-01T{at:02}:{minute:02}:00Z>"
            "<time class=updated datetime=2026-03-01T11:59:00Z>x</time>"
            "<p>{said}</p></div>"
        ),
        'time = "@data-published"',
    ),
    "a clock, and bodies that follow": (
        (
            "<h4 class=clock>{at:02}.{minute:02} Uhr: Storm {n} at the coast</h4>"
            "<p>{said}</p><p>More on {n} is to follow in a while, we hope.</p>"
        ),
        'each = "h4.clock"',
    ),
    "paragraphs that begin with a bold clock": (
        (
            "<p><strong>{at:02}.{minute:02}</strong> {said}</p>"
            "<p>More on {n} is to follow in a while, we hope.</p>"
        ),
        'time = "strong"',
    ),
    "a class for the headline": (
        (
            "<div class=note><span class=headline>Storm {n} at the coast</span>"
            "<span class=when>{at:02}:{minute:02}</span><p>{said}</p></div>"
        ),
        "title = '[class*=\"headline\"]'",
    ),
}


@pytest.mark.parametrize(("form", "rules"), FORMS.values(), ids=FORMS)
def test_a_suggested_profile_gives_the_posts_by_itself(
    document_of: DocumentOf, form: str, rules: str
) -> None:
    document = document_of(page(form), url=SOURCE.url)
    found = advice(document)
    assert found.outlet is not None, found.why
    assert found.why == "it gives the posts that were found without"
    toml = written(found.outlet).text(remarks=found.remarks)
    assert rules in toml
    assert 'hosts = ["gazette.example"]' in toml
    before, after = posts(document), posts(document, toml)
    assert len(before) == len(SAID)
    assert [(each.title, each.published) for each in after] == [
        (each.title, each.published) for each in before
    ]


def test_headings_of_days_are_suggested(document_of: DocumentOf) -> None:
    days = "<h4 class=clock>{}.07 Uhr: Storm {} at the coast</h4><p>{}</p>"
    first, second = (
        "".join(days.format(12 - at, at, said) for at, said in enumerate(said))
        for said in (SAID[:4], SAID[4:])
    )
    markup = (
        f"{LIVE}<h2 class=day>Sonntag, 1. 3.</h2>{first}"
        f"<h2 class=day>Samstag, 28. 2.</h2>{second}{END}"
    )
    found = advice(document_of(markup))
    assert found.outlet is not None
    assert found.outlet.post is not None
    assert found.outlet.post.day == "h2.day"


def test_a_zone_that_the_page_tells_is_to_be_checked(document_of: DocumentOf) -> None:
    form, _ = FORMS["a clock, and bodies that follow"]
    found = advice(document_of(page(form), url="https://www.gazette.ch/live"))
    assert found.outlet is not None
    assert found.outlet.zone == "Europe/Zurich"
    assert "check it" in found.remarks[0]


def test_a_page_without_zone_and_host_says_so(document_of: DocumentOf) -> None:
    form, _ = FORMS["a clock, and bodies that follow"]
    found = advice(document_of(page(form), url=""))
    assert found.outlet is not None
    assert (found.outlet.hosts, found.outlet.zone) == ((), None)
    assert len(found.remarks) == 2


def test_no_profile_is_needed_where_data_has_the_posts(
    document_of: DocumentOf,
) -> None:
    updates = [
        {
            "@id": f"#p{place}",
            "articleBody": said,
            "datePublished": f"2026-03-01T0{place}:00:00Z",
        }
        for place, said in enumerate(SAID)
    ]
    data = json.dumps({"liveBlogUpdate": updates})
    found = advice(
        document_of(f'<script type="application/ld+json">{data}</script><p>Live')
    )
    assert found.outlet is None
    assert found.why == "no profile is needed: its JSON-LD has the posts"


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("plain text", "no page in HTML"),
        ("<p>Words", "nothing that repeats on the page bears times"),
        (
            page("<div class=note><i>{n} min ago</i><p>{said}</p></div>"),
            "its times are relative",
        ),
        (
            page("<h3>Storm {n} comes</h3><b>{at}:{minute:02}</b><p>{said}</p>"),
            "its headlines stand outside",
        ),
        (
            page(
                "<div class=note><p>{said}</p><span class=a>{at}:{minute:02}</span>"
                "</div><div class=note>No time</div>"
            ),
            "no selector finds just the nodes",
        ),
        (
            page(
                "<div class=note><i>27 February 2026</i><b>{at}:{minute:02}</b>"
                "<p>{said}</p></div>"
            ),
            "no selectors were found that read 'div.note' as well",
        ),
    ],
)
def test_where_no_profile_can_help_the_reason_is_told(
    document_of: DocumentOf, markup: str, why: str
) -> None:
    found = advice(document_of(markup))
    assert found.outlet is None
    assert why in found.why


def test_what_was_refused_can_be_read_all_the_same(document_of: DocumentOf) -> None:
    form = (
        "<li class=note><time datetime=2026-03-01T{at:02}:{minute:02}:00Z>x</time>"
        "<a href=/a{n}>{said}</a></li>"
    )
    markup = f"<html><title>News</title><body><ul>{page(form)}</ul>"
    document = document_of(markup.replace("Storm live", "News"))
    assert posts(document) == []
    found = advice(document)
    assert found.outlet is not None
    assert "no live blog" in found.why
    assert found.why.endswith("if they are posts")
