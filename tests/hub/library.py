"""A subscriber that others wrote, Flask-WebSub: on loopback, in threads of its own."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from flask_websub import subscriber as websub
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class News:
    """What the library took for true: it has checked the signature."""

    topic: str
    kind: str
    body: bytes


@dataclass(slots=True)
class Library:
    """An application that is made of it, and what it has heard.

    Args:
        folder: where it keeps its subscriptions.
        port: where it listens, once it is open.
    """

    folder: Path
    port: int = 0
    news: list[News] = field(default_factory=list)
    agreed: list[str] = field(default_factory=list)  # what the hub has verified
    refused: list[str] = field(default_factory=list)  # the reasons it was given
    posts: list[int] = field(default_factory=list)  # what it answered to deliveries
    subscriber: Any = field(init=False)
    _app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.subscriber = websub.Subscriber(
            websub.SQLite3SubscriberStorage(self.folder / "kept.db"),
            websub.SQLite3TempSubscriberStorage(self.folder / "asked.db"),
        )
        self.subscriber.add_listener(self._told)
        self.subscriber.add_success_handler(lambda *told: self.agreed.append(told[2]))
        self.subscriber.add_error_handler(lambda *told: self.refused.append(told[2]))
        self._app = Flask(__name__)
        self._app.register_blueprint(self.subscriber.build_blueprint("/callbacks"))
        self._app.after_request(self._answered)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Listen; the second time where it has listened before."""
        server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        self.port = server.port
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def subscribe(self, url: str, **wishes: Any) -> str:
        """Subscribe to what is found at an address; return the subscription's name."""
        with self._context():
            found = websub.discover(url) | wishes
            name: str = self.subscriber.subscribe(**found)
            return name

    def renew(self) -> None:
        """Renew what ends within a day."""
        with self._context():
            self.subscriber.renew_close_to_expiration()

    def unsubscribe(self, name: str) -> None:
        with self._context():
            self.subscriber.unsubscribe(name)

    def _context(self) -> Any:
        return self._app.test_request_context(base_url=f"http://127.0.0.1:{self.port}")

    def _told(self, topic: str, _: str, body: bytes) -> None:
        self.news.append(News(topic, request.headers["Content-Type"], body))

    def _answered(self, response: Response) -> Response:
        if request.method == "POST":
            self.posts.append(response.status_code)
        return response
