"""A real browser for tests: Chromium, steered by the DevTools protocol by pipe."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import deque
from contextlib import contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHERE_FROM = "no Chromium is installed (Debian's package: chromium)"


_MOST = 65_536  # bytes that are taken from the pipe at once


class Browser:
    """A page in Chromium, steered by the DevTools protocol through two pipes."""

    def __init__(self, told: IO[bytes], tells: IO[bytes]) -> None:
        self._told, self._tells = told, tells
        self._heard: deque[bytes] = deque()  # whole messages, not looked at yet
        self._rest = b""  # what has come of the next one
        self._session: dict[str, str] = {}
        self._number = 0
        self._loads = 0
        self.complaints: list[str] = []
        self.requests: list[tuple[str, str]] = []  # kind and address
        self.scripts: list[str] = []  # the pages that brought one
        self.dialogs: list[str] = []
        page = self.ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self.ask("Target.attachToTarget", targetId=page, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Log", "Runtime", "Network", "Debugger"):
            self.ask(f"{domain}.enable")

    def open(self, url: str) -> str:
        """Open an address; return the words of the page."""
        self.go(url)
        return self._words()

    def go(self, url: str) -> None:
        """Open an address."""
        self._load(partial(self.ask, "Page.navigate", url=url))

    def do(self, script: str) -> str:
        """Run what makes the page load another one; return the words of that."""
        self._load(partial(self.evaluate, script))
        return self._words()

    @property
    def address(self) -> str:
        return str(self.evaluate("location.href"))

    def _load(self, go: Callable[[], object]) -> None:
        before = self._loads
        go()  # it may be loaded already when this returns
        while self._loads == before:
            self._next()

    def _words(self) -> str:
        return str(self.evaluate("document.body.innerText"))

    def evaluate(self, script: str) -> Any:
        """Run a script; return what it comes to, or what the promise of it does."""
        told = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return told["result"].get("value")

    def ask(self, method: str, **parameters: object) -> Any:
        """Call a method of the protocol; return what it answers."""
        number = self._tell(method, **parameters)
        while (answer := self._next()).get("id") != number:
            pass
        assert "result" in answer, answer
        return answer["result"]

    def _tell(self, method: str, **parameters: object) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        self._told.write(json.dumps(message | self._session).encode() + b"\0")
        self._told.flush()
        return self._number

    def _next(self) -> Mapping[str, Any]:
        while not self._heard:
            some = self._tells.read(_MOST)
            assert some, "the browser has ended"
            *whole, self._rest = (self._rest + some).split(b"\0")
            self._heard.extend(whole)
        told: Mapping[str, Any] = json.loads(self._heard.popleft())
        self._note(told.get("method", ""), told.get("params", {}))
        return told

    def _note(self, method: str, said: Mapping[str, Any]) -> None:
        if method == "Log.entryAdded":
            self.complaints.append(said["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append((said["type"], said["request"]["url"]))
        elif method == "Debugger.scriptParsed" and said["url"]:  # ours have none
            self.scripts.append(said["url"])
        elif method == "Page.javascriptDialogOpening":
            self.dialogs.append(said["message"])
            self._tell("Page.handleJavaScriptDialog", accept=False)
        self._loads += method == "Page.loadEventFired"


@contextmanager
def chromium(folder: Path) -> Iterator[Browser]:
    """Start Chromium, its profile in `folder`; nothing but this machine is found."""
    (hears, told), (tells, says) = os.pipe(), os.pipe()
    command = [
        *("bash", "-c", f'exec "$0" "$@" 3<&{hears} 4>&{says}', str(CHROMIUM)),
        *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update"),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        *("--remote-debugging-pipe", f"--user-data-dir={folder / 'profile'}"),
    ]
    with os.fdopen(told, "wb") as writing, os.fdopen(tells, "rb", 0) as reading:
        process = subprocess.Popen(
            command,
            pass_fds=(hears, says),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(hears)
        os.close(says)
        try:
            yield Browser(writing, reading)
        finally:
            process.kill()
            process.wait()
