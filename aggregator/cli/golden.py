"""Golden fixtures: a page without its words, and the posts that it must give for ever.

`NAME/page.html` or `page.json`, `NAME/posts.json`, and `NAME/look.json`, which says
where the page is from and when it was fetched. They stand beside `NAME.toml`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aggregator.errors import ConfigError, ExtractError
from aggregator.extract.guarded import guarded
from aggregator.extract.registry import Registry
from aggregator.extract.scramble import scrambled
from aggregator.model import Document, Source
from aggregator.text import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from aggregator.extract.account import Account
    from aggregator.extract.outlet import Outlet
    from aggregator.extract.scramble import Scrambled
    from aggregator.model import Extraction, Post

_POSTS, _LOOK = "posts.json", "look.json"
_IDLE = "its selectors or paths find nothing"
_OF_PROFILES = ("rules", "payload")  # readers


def files(
    name: str,
    document: Document,
    found: Extraction,
    outlets: Mapping[str, Outlet],
    rules: str,
) -> dict[str, str]:
    """Return the files of a fixture by their names, read again before they are written.

    Args:
        name: of the fixture, and of the profile that reads it, if there is one.
        document: as it was fetched.
        found: the posts that it gave.
        outlets: all profiles, that of `name` among them.
        rules: the text of that profile; empty if there is none.

    Raises:
        ExtractError: without its words the page gives other posts, or the profile
            finds none of them.
    """
    bare, crash = guarded(lambda: scrambled(document, rules))
    if bare is None:
        raise ExtractError(name, f"nothing is saved: the page {crash}")
    again, account = _read(name, _document(name, bare, document), outlets)
    reason = _difference(found, again)
    if reason:
        said = f"nothing is saved: without its words the page reads otherwise: {reason}"
        raise ExtractError(name, said)
    if name in outlets and not _are_used(account):
        raise ExtractError(name, f"nothing is saved: profile {name}: {_IDLE}")
    look = {"url": bare.url, "fetched": times.rfc3339(document.fetched)}
    return {
        f"{name}/page.{bare.suffix}": bare.text,
        f"{name}/{_POSTS}": _json([told(post) for post in again.posts]),
        f"{name}/{_LOOK}": _json(look),
    }


def write(folder: Path, contents: Mapping[str, str], *, force: bool) -> list[Path]:
    """Write files into a folder, which is made if need be; return where they are.

    Raises:
        ConfigError: one of them is there already, or cannot be written.
    """
    places = {folder / name: content for name, content in contents.items()}
    there = [str(each) for each in places if each.exists()]
    if there and not force:
        message = f"{there[0]} is there already; --force replaces it"
        raise ConfigError(message)
    try:
        for place, content in places.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content, encoding="utf-8")
            _alone(place)
    except OSError as error:
        message = f"{error.filename}: {error.strerror}"
        raise ConfigError(message) from error
    return list(places)


def _alone(place: Path) -> None:
    """Take away the page of another form that stood there before."""
    for each in place.parent.glob("page.*") if place.stem == "page" else ():
        if each != place:
            each.unlink()


def faults(folder: Path, outlets: Mapping[str, Outlet]) -> Iterator[tuple[str, str]]:
    """Yield each fixture of a folder by its name, and what is wrong; empty if nothing.

    Args:
        folder: the operator's own outlets.
        outlets: all profiles.
    """
    for place in sorted(folder.glob(f"*/{_POSTS}")):
        try:
            yield place.parent.name, _fault(place.parent, outlets)
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield place.parent.name, f"cannot be read: {error!r}"


def told(post: Post) -> dict[str, Any]:
    """Return what a fixture says of a post."""
    moments = {"published": post.published, "updated": post.updated}
    return {
        "id": post.key,
        "url": post.url,
        "title": post.title,
        "text": post.text,
        **{name: each.isoformat() if each else None for name, each in moments.items()},
        "author": post.author,
    }


def _document(name: str, bare: Scrambled, document: Document) -> Document:
    body = bare.text.encode()
    return replace(document, source=name, url=bare.url, body=body, media_type="")


def _read(
    name: str, document: Document, outlets: Mapping[str, Outlet]
) -> tuple[Extraction, Account]:
    profile = name if name in outlets else None
    source = Source(id=name, url=document.url, outlet=name, profile=profile)
    return Registry(outlets).explain(document, source)


def _are_used(account: Account) -> bool:
    """Tell whether a profile's own rules find posts; others may find them too."""
    return any(step.kept for step in account.steps if step.name in _OF_PROFILES)


def _difference(found: Extraction, again: Extraction) -> str:
    """Return in what two readings of a page differ, but for their words."""
    if len(found.posts) != len(again.posts):
        return f"{len(again.posts)} posts instead of {len(found.posts)}"
    both = list(zip(found.posts, again.posts, strict=True))
    differing = {
        "times": sum(one.published != other.published for one, other in both),
        "headlines": sum((not one.title) != (not other.title) for one, other in both),
    }
    return "; ".join(
        f"{count} other {name}" for name, count in differing.items() if count
    )


def _fault(folder: Path, outlets: Mapping[str, Outlet]) -> str:
    (page,) = folder.glob("page.*")
    look = json.loads((folder / _LOOK).read_text(encoding="utf-8"))
    fetched = times.parse(look["fetched"])
    if fetched is None:
        return f"{_LOOK}: `fetched` is no time"
    document = Document(
        source=folder.name, url=look["url"], body=page.read_bytes(), fetched=fetched
    )
    again, account = _read(folder.name, document, outlets)
    found = [told(post) for post in again.posts]
    if folder.name in outlets and not _are_used(account):
        return _IDLE
    wanted = json.loads((folder / _POSTS).read_text(encoding="utf-8"))
    if len(found) != len(wanted):
        return f"{len(found)} posts instead of {len(wanted)}"
    return next(
        (
            f"post {place}: {name} is {one[name]!r} instead of {other[name]!r}"
            for place, (one, other) in enumerate(zip(found, wanted, strict=True), 1)
            for name in one
            if one[name] != other[name]
        ),
        "",
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
