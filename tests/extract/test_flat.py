from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import flat


def test_numbers_stand_for_values() -> None:
    data = [["ShallowReactive", 1], {"a": 2, "b": 3}, "one", [2, 4, -1], True]
    assert flat.resolved(data) == {"a": "one", "b": ["one", True, None]}


def test_dates_sets_and_wrappers_are_what_they_hold() -> None:
    data = [
        {"when": 1, "names": 2, "ref": 4, "map": 5, "none": 6, "empty": 7, "odd": 8},
        ["Date", "2026-03-01T09:17:42.000Z"],
        ["Set", 3],
        "Ann",
        ["Ref", 3],
        ["Map", 3, 3],
        ["Date"],
        [],
        ["Ref"],
    ]
    assert flat.resolved(data) == {
        "when": "2026-03-01T09:17:42.000Z",
        "names": ["Ann"],
        "ref": "Ann",
        "map": None,
        "none": None,
        "empty": [],
        "odd": None,
    }


def test_the_nodes_of_a_document_are_each_a_list() -> None:
    nodes = [None, {"data": [{"a": 1}, "one"], "uses": {}}, {"data": 3}]
    assert flat.resolved({"nodes": nodes}) == [{"a": "one"}]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        [],
        [1],
        [1, 2],
        [{}, 1],
        [{"a": 7}, 1],
        [{"a": True}, 1],
        [["Ref"], 1],
        [["Lamp", 1], 1],
        [{"a": "b"}, {"a": "c"}],
        {"nodes": [{"data": [1, 2]}, 3]},
        {"nodes": 3},
    ],
)
def test_any_other_value_is_left_as_it_is(data: object) -> None:
    assert flat.resolved(data) == data


def test_what_holds_itself_ends() -> None:
    assert flat.resolved([{"a": 1}, [1, 0]]) == {"a": [None, None]}


def test_what_is_nested_without_end_is_cut() -> None:
    deep = [{"a": 1}, *([place + 2] for place in range(1_000)), "end"]
    assert str(flat.resolved(deep)).startswith("{'a': [[[[")


VALUE = st.recursive(
    st.integers(-9, 12) | st.sampled_from(["Date", "Set", "Ref", "x"]) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(VALUE, max_size=12))
def test_whatever_the_list_it_is_read_without_a_crash(data: list[object]) -> None:
    flat.resolved(data)
    flat.resolved([{"a": 1}, *data])
