from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from aggregator.extract import readers, segments
from aggregator.extract.drafts import Draft
from aggregator.extract.outlet import outlets
from aggregator.extract.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aggregator.extract.account import Account
    from aggregator.model import Document, Source

Explain = "Callable[..., Account]"

TEXTS = (
    "Ferries stay in port until the wind has dropped below eight",
    "Schools of the whole county close at two in the afternoon",
    "Trains run at half their speed between the coast and town",
    "Shops on the quay have put sandbags in front of their doors",
    "Planes are sent on to other airports until the evening at least",
)
OWN = b'hosts = ["gazette.example"]\n[post]\neach = ".own"\n[json]\neach = "posts"\n'
BARE = b'hosts = ["gazette.example"]\n[json]\neach = "posts"\nbody = "text"\n'


def update(at: int, **fields: object) -> Mapping[str, object]:
    return {
        "@id": f"post-{at}0001",
        "headline": f"Headline {at}",
        "articleBody": TEXTS[at],
        "datePublished": f"2026-03-01T1{at}:00:00Z",
        **fields,
    }


def stated(*updates: Mapping[str, object]) -> str:
    data = json.dumps({"liveBlogUpdate": updates})
    return f'<script type="application/ld+json">{data}</script>'


def shown(hour: int = 0, posts: int = 3) -> str:
    return "".join(
        f"<article id=post-{at}0001><time datetime=2026-03-01T1{at + hour}:00Z></time>"
        f"<h2>Headline {at}</h2><p>{text}</p></article>"
        for at, text in enumerate(TEXTS[:posts])
    )


@pytest.fixture
def explain(
    document_of: Callable[..., Document], make_source: Callable[..., Source]
) -> Callable[..., Account]:
    def explained(body: str, profile: bytes = OWN) -> Account:
        own = Registry(outlets([("gazette.toml", profile)]))
        return own.explain(document_of(body), make_source())[1]

    return explained


def notes(account: Account, name: str) -> tuple[str, ...]:
    return next(step.notes for step in account.steps if step.name == name)


def test_each_step_tells_how_many_it_found_and_kept(
    explain: Callable[..., Account],
) -> None:
    again = update(2, **{"@id": "amp-20001"})
    account = explain(stated(*map(update, range(3)), again) + shown())
    counts = {step.name: (step.found, step.kept) for step in account.steps}
    assert counts["jsonld"] == (4, 3)
    assert counts["visible"] == (3, 3)
    assert counts["joined"][1] == counts["posts"][1] == 3
    assert notes(account, "jsonld") == (
        "1 live blogs in 1 blocks of JSON",
        "1 left out: they stand twice",
    )
    assert set(account.choices) == {f"post-{at}0001" for at in range(3)}


def test_what_speaks_against_a_reader_is_told(explain: Callable[..., Account]) -> None:
    broken = '<script type="application/ld+json">{"liveBlogUpdate": [</script>'
    same = [update(at, datePublished="2026-03-01T09:00:00Z") for at in range(3)]
    told = explain(broken + stated(*same) + shown())
    assert notes(told, "jsonld") == (
        "1 live blogs in 2 blocks of JSON, 1 of them cannot be read",
        "published: the same for all posts",
    )
    assert notes(
        explain(stated(*map(update, range(3))) + shown(hour=1)), "visible"
    ) == ("times: off by +1:00, a false Z",)
    mixed = [
        update(at, datePublished=f"2026-03-01T1{at * 2 % 3}:00") for at in range(3)
    ]
    assert notes(explain(stated(*mixed)), "jsonld")[1:] == (
        "times: not in page order",
        "times: the day or zone of 3 is a guess",
    )


def test_headlines_and_ids_that_are_no_evidence_are_told(
    explain: Callable[..., Account],
) -> None:
    posts = [
        update(at, headline=TEXTS[at][:20] + "…", **{"@id": f"post{3 - at}"})
        for at in range(3)
    ]
    assert notes(explain(stated(*posts[::-1])), "jsonld")[1:] == (
        "ids: they only number the posts of the page",
        "titles: 3 are only the start of the text",
    )
    label = [update(at, headline="Weather" if at else "Wind") for at in range(3)]
    label.append(
        update(0, headline="Weather", articleBody="More to come, soon", url="#x")
    )
    assert "title: 'Weather' for most posts" in notes(explain(stated(*label)), "jsonld")


def test_what_the_readers_went_by_is_counted(explain: Callable[..., Account]) -> None:
    own = "<div class=own><p>Ferries stay</div><div class=own><p>Schools close</div>"
    micro = "<div itemprop=liveBlogUpdate><p>Trains run</div>"
    state = json.dumps({"posts": [{"at": f"2026-03-01T1{at}:00Z"} for at in range(9)]})
    island = f'<script type="application/json">{state}</script>'
    account = explain(own + micro + island)
    assert notes(account, "rules") == ("profile 'gazette': 2 nodes match '.own'",)
    assert notes(account, "payload") == ("profile 'gazette': objects at 'posts'",)
    assert notes(account, "microdata") == ("1 nodes of liveBlogUpdate",)
    assert notes(account, "hydration") == ("1 islands of JSON",)
    bare = explain(own, BARE)
    assert notes(bare, "rules") == ("profile 'gazette' has no rules",)


def test_posts_that_no_other_reader_knows_are_told(
    explain: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    guess = [Draft(id="menu-77777", text="Menu"), Draft(id="post-00001", text="x")]
    monkeypatch.setattr(segments, "drafts", lambda *_: guess)
    account = explain(stated(*map(update, range(3))))
    assert notes(account, "segments") == ("1 left out: no other reader knows of them",)


def test_a_reader_that_crashed_is_told(
    explain: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    plugged = {**readers.READERS, "plug-in": crash}
    monkeypatch.setattr(readers, "READERS", plugged)
    account = explain(stated(*map(update, range(3))))
    assert notes(account, "plug-in") == ("cannot be read: RuntimeError()",)


def test_of_a_feed_only_the_items_are_counted(explain: Callable[..., Account]) -> None:
    account = explain(
        "<rss><channel><item><title>Storm</title></item><item/></channel>"
    )
    (step,) = account.steps
    assert (step.name, step.found, step.kept) == ("posts", 2, 1)
    assert step.notes == ("1 gave no post",)
    assert account.choices == {}


def test_why_nobody_had_to_guess_or_guessed_nothing_is_told(
    explain: Callable[..., Account],
) -> None:
    account = explain(stated(*map(update, range(5))) + f"<main>{shown(posts=5)}</main>")
    assert notes(account, "segments") == (
        "not asked: the others tell all that the page shows",
    )
    menu = "".join(
        f"<li><time datetime=2026-02-{at:02}T10:00Z></time> {TEXTS[at % 3]} {at}</li>"
        for at in range(1, 9)
    )
    (why,) = notes(explain(f"<p>Words</p><ul>{menu}</ul>"), "segments")
    assert "no live blog" in why
