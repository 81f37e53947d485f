"""What the last address said becomes an answer, or a reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from aggregator.fetch.reasons import Unusable
from aggregator.fetch.reply import Reply, answer
from aggregator.model import Answer, Document, Redirect, Source, Validators
from aggregator.subscription import Hub

if TYPE_CHECKING:
    from datetime import datetime

BODY = b"<rss/>"
DIGEST = sha256(BODY).hexdigest()
NOTHING = Validators()
Answering = Callable[..., Answer]


@pytest.fixture
def answering(make_source: Callable[..., Source], noon: datetime) -> Answering:
    """Return a function that makes an answer of a reply."""

    def answering(
        status: int = 200,
        *,
        body: bytes = BODY,
        known: Validators = NOTHING,
        **told: Any,
    ) -> Answer:
        headers = httpx.Headers({key.replace("_", "-"): told[key] for key in told})
        reply = Reply(
            url="https://wire.example/feed", status=status, headers=headers, body=body
        )
        source = make_source(id="wire")
        return answer(reply, source=source, known=known, redirects=(), now=noon)

    return answering


def test_a_success_brings_a_document_and_its_validators(
    answering: Answering, noon: datetime
) -> None:
    brought = answering(etag='"1"', last_modified="then", content_type="text/xml; x=y")
    assert brought == Answer(
        status=200,
        document=Document(
            source="wire",
            url="https://wire.example/feed",
            body=BODY,
            media_type="text/xml; x=y",
            fetched=noon,
        ),
        validators=Validators(etag='"1"', last_modified="then", digest=DIGEST),
        hub=Hub(),
    )


def test_what_an_outlet_calls_its_media_type_is_bounded(answering: Answering) -> None:
    document = answering(content_type="x" * 9999).document
    assert document is not None
    assert len(document.media_type) == 200


def test_not_modified_brings_no_document_and_keeps_the_validators(
    answering: Answering,
) -> None:
    known = Validators(etag='"1"', digest="d")
    brought = answering(304, body=b"", known=known, last_modified="now")
    assert brought.document is None
    assert brought.validators == Validators(etag='"1"', last_modified="now", digest="d")


@pytest.mark.parametrize("known", [NOTHING, Validators(digest="d")])
def test_not_modified_is_no_answer_to_an_unconditional_request(
    answering: Answering, known: Validators
) -> None:
    with pytest.raises(Unusable, match="though we know nothing yet"):
        answering(304, body=b"", known=known)


def test_the_same_body_again_is_no_news_and_refreshes_the_validators(
    answering: Answering,
) -> None:
    brought = answering(known=Validators(etag='"1"', digest=DIGEST), etag='"2"')
    assert (brought.status, brought.document) == (200, None)
    assert brought.validators == Validators(etag='"2"', digest=DIGEST)


@pytest.mark.parametrize("status", [200, 204])
def test_an_empty_answer_is_no_answer(answering: Answering, status: int) -> None:
    with pytest.raises(Unusable, match=rf"empty \(status {status}\)"):
        answering(status, body=b"")


@pytest.mark.parametrize("status", [100, 300, 404, 503, 999, -1])
def test_what_is_no_success_is_told_with_its_status(
    answering: Answering, status: int
) -> None:
    with pytest.raises(Unusable, match=rf"status {status}; .*wait 60 s"):
        answering(status, retry_after="60")


@pytest.mark.parametrize(
    ("status", "elsewhere"),
    [(200, False), (300, False), (301, True), (304, False), (308, True)],
)
def test_five_statuses_redirect(*, status: int, elsewhere: bool) -> None:
    reply = Reply(url="", status=status, headers={}, body=b"")
    assert reply.redirects is elsewhere


def test_the_way_is_told(make_source: Callable[..., Source], noon: datetime) -> None:
    way = (Redirect(status=301, url="https://wire.example/feed"),)
    reply = Reply(url=way[0].url, status=200, headers={}, body=BODY)
    brought = answer(
        reply, source=make_source(), known=NOTHING, redirects=way, now=noon
    )
    assert brought.redirects == way
