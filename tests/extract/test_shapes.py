from __future__ import annotations

import json
from typing import Any

import pytest

from aggregator.extract import shapes
from aggregator.extract.islands import Island

NESTED = json.dumps([{"a": "x" * 600}])


def told(data: Any, known: Any = None) -> dict[str, int]:
    """Return how many objects stand at the end of each way."""
    found = shapes.groups(Island(data, known or {}))
    return {"/".join(group.way): len(group.members) for group in found}


@pytest.mark.parametrize(
    ("data", "groups"),
    [
        ({"a": {"b": [{}, {}, 1]}}, {"a/b": 2}),
        ([{}, [{}], [{}]], {"": 1, "[]": 2}),
        ([{"list": [{}]}, {"list": [{}]}], {"": 2, "list": 2}),
        ([{"type": "post"}, {"type": "ad"}], {"": 2, "*post": 1, "*ad": 1}),
        ({"a": {}, "b": {}}, {}),
        ({"a": {}, "b": {}, "c": {"__typename": "Post"}}, {"*": 2, "*Post": 1}),
        ({"state": NESTED}, {"state": 1}),
        ({"state": NESTED[:-1]}, {}),
        ("2026", {}),
    ],
)
def test_objects_are_grouped_by_the_way_to_them(
    data: Any, groups: dict[str, int]
) -> None:
    assert told(data) == groups


def test_references_in_a_list_are_followed() -> None:
    assert told([{"__ref": "a"}, "$1"], {"a": {"x": 1}, "$1": {"y": 2}}) == {"": 2}


def test_only_so_much_is_looked_at() -> None:
    island = Island([[{}], [{}], [{}]])
    assert sum(len(each.members) for each in shapes.groups(island, most=8)) == 2


def test_what_is_too_deep_is_not_looked_at() -> None:
    deep: Any = [{}]
    for _ in range(200):
        deep = {"a": deep}
    assert told(deep) == {}
