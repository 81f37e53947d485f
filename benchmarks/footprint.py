"""Start-up time and memory: `--help`, and a daemon that follows 50 idle sources.

    python benchmarks/footprint.py

Prints the median of ten starts as a ratio to Python's own start, and the resident
memory of the daemon, alone and with its workers (shared pages counted once).
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

STARTS = 10
SOURCES = 50
SETTLED = 20  # seconds after which every source has been looked at and nothing is due

SYLLABLES = ("ba", "den", "ro", "lim", "sa", "ter", "vo", "nuk", "hel", "mi", "gar")
HEAD = '[database]\nurl = "sqlite:///{folder}/a.db"\n[fetch]\nspacing = "0s"\n'
HEAD += 'private_hosts = ["127.0.0.1"]\n'
SOURCE = '[[source]]\nid = "s{n}"\noutlet = "Outlet {n}"\nurl = "{base}/{n}"\n'
FEED = """<rss version="2.0"><channel><title>Outlet</title>{}</channel></rss>"""
ITEM = """<item><guid>{n}-{i}</guid><title>Item {i} of outlet {n}</title>
<description>{text}</description></item>"""


def prose(seed: str) -> str:
    """Return eighty words that no other seed gives in this order."""
    draw = random.Random(seed)  # noqa: S311  (no secret)
    return " ".join("".join(draw.choices(SYLLABLES, k=3)) for _ in range(80))


class Outlet(BaseHTTPRequestHandler):
    """Fifty feeds of thirty items, each of its own words."""

    def do_GET(self) -> None:
        """Answer with the feed that the path names."""
        n = self.path.strip("/")
        items = (ITEM.format(n=n, i=i, text=prose(f"{n}-{i}")) for i in range(30))
        body = FEED.format("".join(items)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def outlets() -> Iterator[str]:
    """Serve the feeds on loopback; give their base address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def start(*arguments: str) -> float:
    """Return the median seconds that a command takes."""
    taken = []
    for _ in range(STARTS):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def idle(folder: Path) -> tuple[float, float]:
    """Return MB resident of the idle daemon, and MB of it with its workers."""
    with outlets() as base:
        config = folder / "config.toml"
        tables = "".join(SOURCE.format(n=n, base=base) for n in range(SOURCES))
        config.write_text(HEAD.format(folder=folder.as_posix()) + tables)
        command = [sys.executable, "-m", "aggregator"]
        subprocess.run([*command, "db", "upgrade", "-c", config], check=True)
        daemon = subprocess.Popen([*command, "run", "-c", config, "--port", "0"])
        time.sleep(SETTLED)
        process = psutil.Process(daemon.pid)
        family = [process, *process.children(recursive=True)]
        resident = process.memory_info().rss / 1e6
        shared = sum(each.memory_full_info().pss for each in family) / 1e6
        daemon.terminate()
        daemon.wait(timeout=10)
    return resident, shared


def main() -> None:
    """Measure and print."""
    bare, ours = start("-c", "pass"), start("-m", "aggregator", "--help")
    print(f"--help: {ours:.3f} s, {ours / bare:.1f} times a bare Python ({bare:.3f} s)")
    with tempfile.TemporaryDirectory() as folder:
        resident, family = idle(Path(folder))
    print(f"idle with {SOURCES} sources: daemon {resident:.0f} MB resident; ", end="")
    print(f"with its workers {family:.0f} MB, shared pages counted once")


if __name__ == "__main__":
    main()
