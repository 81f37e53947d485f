"""Posts that a person names: by an id, by the id of an entry, or by an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from aggregator.errors import StoreError

if TYPE_CHECKING:
    from aggregator.model import PostId
    from aggregator.store.unit import Unit

_MANY = 10  # posts that are named, where a name is that of several

POST = typer.Argument(
    metavar="POST", help="A post: its id, the id of its entry, or its address."
)
OTHER = typer.Argument(metavar="OTHER", help="The other post, likewise.")


def post_named(unit: Unit, name: str) -> PostId:
    """Return the id of the one post that goes by a name.

    Raises:
        StoreError: none does, or several do.
    """
    found = unit.posts.find(name)
    if not found:
        message = (
            f"there is no post {name}: give its id, the id of its entry, or its "
            "address, as `aggregator timeline --json` tells them"
        )
        raise StoreError(message)
    if len(found) > 1:
        few = ", ".join(found[:_MANY]) + (" …" if len(found) > _MANY else "")
        message = f"{len(found)} posts go by {name}: name one by its id: {few}"
        raise StoreError(message)
    return found[0]
