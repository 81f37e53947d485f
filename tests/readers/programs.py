"""Feed readers that others wrote, as their users run them: whole, and over HTTP."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from reader import EntryUpdateStatus, make_reader
from reader.types import UpdatedFeed

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

NEWSBOAT = shutil.which("newsboat")
WHERE_FROM = "no newsboat is installed (Debian's package: newsboat)"

# Of feedparser it has a copy, which needs what feedparser itself needs no longer.
os.environ["READER_NO_VENDORED_FEEDPARSER"] = "1"


@dataclass(slots=True)
class Shown:
    """What one look brought before the user's eyes, by the address of the post."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


class Program(Protocol):
    """A reader that subscribes to one feed."""

    def look(self) -> Shown:
        """Let it fetch the feed."""
        ...


class Library:
    """`reader`, the library of lemon24: what it says of each entry itself."""

    def __init__(self, folder: Path, url: str) -> None:
        self._path = str(folder / "reader.db")
        self._url = url
        with closing(make_reader(self._path)) as reader:
            reader.add_feed(url)

    def look(self) -> Shown:
        """Let it fetch the feed; each time is another start of it."""
        shown = Shown()

        def tell(_: object, entry: Any, status: EntryUpdateStatus) -> None:
            is_new = status is EntryUpdateStatus.NEW
            (shown.new if is_new else shown.changed).append(entry.link)

        with closing(make_reader(self._path)) as reader:
            reader.after_entry_update_hooks.append(tell)
            updated = reader.update_feed(self._url)
        counted = updated or UpdatedFeed(self._url, 0, 0, 0)  # None: a 304
        assert (counted.new, counted.modified) == (len(shown.new), len(shown.changed))
        return shown


class Newsboat:
    """newsboat, whose user reads all that is unread after each look."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._held: dict[str, Hashable] = {}
        (folder / "urls").write_text(url)
        (folder / "config").touch()

    def look(self) -> Shown:
        """Let it fetch the feed; what is unread then is new."""
        said = self._run("reload", "print-unread")
        shown = Shown()
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache, cache:
            items = "guid, unread, url, title, author, pubDate, content, deleted"
            for name, unread, *face in cache.execute(f"SELECT {items} FROM rss_item"):  # noqa: S608  (above)
                if unread:
                    shown.new.append(face[0])
                elif self._held[name] != face:
                    shown.changed.append(face[0])
                self._held[name] = face
            cache.execute("UPDATE rss_item SET unread = 0")
        assert said == f"{len(shown.new)} unread articles\n"
        return shown

    def _run(self, *commands: str) -> str:
        places = ("-u", "urls", "-c", "cache.db", "-C", "config")
        done = subprocess.run(
            [str(NEWSBOAT), *places, "-x", *commands],
            cwd=self._folder,
            env=os.environ | {"HOME": str(self._folder), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=True,
            text=True,
            timeout=20,
        )
        return done.stdout
