"""JSON that was written flat: a list of values in which numbers stand for other values.

Nuxt 3 states its pages so (`__NUXT_DATA__`), and SvelteKit its `__data.json`. Both use
devalue; the form is that of its `parse.js` (github.com/Rich-Harris/devalue).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

_MOST = 200_000  # values of one list
_DEEPEST = 200  # values within values; Nuxt's pages have some 20
_WRAPPED = ("Ref", "ShallowRef", "Reactive", "ShallowReactive")

_Values: TypeAlias = list[object]


def resolved(data: object) -> object:
    """Return what a flat list means, and any other value as it is.

    Dates become their text; what refers to itself, or to nothing, becomes None. Of
    SvelteKit's document, each node's list is meant.
    """
    if isinstance(data, dict) and isinstance(data.get("nodes"), list):
        nodes = [each.get("data") for each in data["nodes"] if isinstance(each, dict)]
        return [_Reader(each).at(0, 0) for each in nodes if _is_flat(each)] or data
    return _Reader(data).at(0, 0) if _is_flat(data) else data


def _is_flat(values: object) -> TypeGuard[_Values]:
    """Tell whether the first value is made of numbers of others, as only roots are."""
    if not isinstance(values, list) or not 1 < len(values) <= _MOST:
        return False
    root = values[0]
    if isinstance(root, list):
        return len(root) > 1 and root[0] in _WRAPPED and _is_place(root[1], values)
    return (
        isinstance(root, dict)
        and bool(root)
        and all(_is_place(each, values) for each in root.values())
    )


def _is_place(value: object, values: _Values) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and isinstance(value, int) and value < len(values)


@dataclass(slots=True)
class _Reader:
    """Resolves each value once; many may stand for the same."""

    values: _Values
    known: dict[int, object] = field(default_factory=dict)

    def at(self, place: object, depth: int) -> object:
        if not isinstance(place, int) or not 0 <= place < len(self.values):
            return None  # -1 and less stand for `undefined`, NaN and the like
        if place not in self.known and depth < _DEEPEST:
            self.known[place] = None  # while it is being read: it may hold itself
            self.known[place] = self._meant(self.values[place], depth + 1)
        return self.known.get(place)

    def _meant(self, value: object, depth: int) -> object:
        if isinstance(value, dict):
            return {name: self.at(each, depth) for name, each in value.items()}
        if not isinstance(value, list):
            return value
        if value and isinstance(value[0], str):
            return self._tagged(value[0], value[1:], depth)
        return [self.at(each, depth) for each in value]

    def _tagged(self, tag: str, rest: _Values, depth: int) -> object:
        if tag == "Date":
            return rest[0] if rest else None
        if tag == "Set":
            return [self.at(each, depth) for each in rest]
        return self.at(rest[0], depth) if tag in _WRAPPED and rest else None
