"""The program as it runs, for tests that know it by its answers alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aggregator.serving import listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

COMMAND = (sys.executable, "-m", "aggregator")

_CONFIG = """
[database]
url = "sqlite:///{folder}/a.db"
[server]
port = {port}
public_url = "http://127.0.0.1:{port}{told.prefix}"
{told.server}
[fetch]
allow_private = true
spacing = "0s"
{told.fetch}
{told.tables}
[[source]]
id = "wire"
outlet = "The Wire"
url = "{told.source}"
every = "{told.every}"
"""
_RSS = """<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel>
<title>Wire</title>{}{}</channel></rss>"""
_ITEM = """<item><guid isPermaLink="false">{0}</guid><title>{0}</title>
<description>The {0} is closed until further notice, the town says.</description>
</item>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What its configuration tells, beyond where it listens and keeps its data."""

    source: str  # the address of the only one
    every: str = "1h"
    prefix: str = ""  # of its public address, as by a proxy that leaves it in
    server: str = ""  # more of this table;
    fetch: str = ""  # likewise
    tables: str = ""  # and more of these


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with listening("127.0.0.1", 0) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, told: Told, *, port: int) -> Iterator[str]:
    """Run the program; give its public address, where it may not yet answer."""
    config = folder / "config.toml"
    config.write_text(_CONFIG.format(folder=folder.as_posix(), port=port, told=told))
    subprocess.run([*COMMAND, "db", "upgrade", "-c", config], check=True)
    process = subprocess.Popen(
        [*COMMAND, "run", "-c", str(config)],
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        yield f"http://127.0.0.1:{port}{told.prefix}"
    finally:
        process.terminate()
        assert process.wait(timeout=10) == 0


def answer(url: str, form: Mapping[str, str] | None = None) -> bytes:
    """Return what is answered, or as words the status of an error; empty: nothing."""
    data = urlencode(form).encode() if form else None
    try:
        with urllib.request.urlopen(url, data, timeout=10) as answered:  # noqa: S310  (loopback)
            body: bytes = answered.read()
            return body
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code).encode()
    except OSError:  # it does not listen yet
        return b""


def wait_for(found: Callable[[], object]) -> float:
    """Wait until something is so; return how many seconds that took."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < 20
        time.sleep(0.02)
    return time.monotonic() - began


def rss(*names: str, links: str = "") -> str:
    """Return a feed of a wire: what it says of each of these places."""
    return _RSS.format(links, "".join(map(_ITEM.format, names)))
