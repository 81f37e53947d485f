"""Which hub there is, as the operator has set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aggregator.hub.announcer import Announcer
from aggregator.hub.hub import PATH, Hub

if TYPE_CHECKING:
    from aggregator.hub.parts import Parts

OWN = "own"
"""What the operator sets for our own hub; else it is the address of another."""


def advertised(named: str, base: str) -> str:
    """Return the address of the hub that our feeds name; empty: they name none.

    Args:
        named: as the operator has set it; empty: there shall be none.
        base: our public address.
    """
    return f"{base}{PATH}" if named == OWN else named


def made(named: str, parts: Parts) -> Hub | Announcer | None:
    """Return who is told what is published; None: nobody.

    Args:
        named: as the operator has set it; empty: there shall be none.
        parts: what a hub of ours needs; another is told of the same feeds.
    """
    if not named:
        return None
    return Hub(parts) if named == OWN else Announcer(parts)
