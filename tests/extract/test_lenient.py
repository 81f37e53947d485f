from __future__ import annotations

import pytest

from aggregator.extract import lenient


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ("{&quot;a&quot;: 1}", {"a": 1}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('\ufeff{"a": 1};', {"a": 1}),
        ("{a: 1}", None),
        ("", None),
        ("[" * 200_000, None),
    ],
)
def test_json_is_read_with_the_faults_that_outlets_make(
    written: str, meant: object
) -> None:
    assert lenient.loads(written) == meant


def test_objects_come_outer_before_inner_in_the_order_written() -> None:
    value = [{"a": {"b": [{}]}}, 1, {"c": 2}]
    assert list(lenient.objects(value)) == [
        {"a": {"b": [{}]}},
        {"b": [{}]},
        {},
        {"c": 2},
    ]


def test_one_value_or_several_make_a_list() -> None:
    assert lenient.listed(None) == []
    assert lenient.listed("one") == ["one"]
    assert lenient.listed(["one"]) == ["one"]


def test_only_strings_and_numbers_say_something() -> None:
    found: dict[str, object] = {"a": True, "b": " ", "c": ["x"], "d": 5}
    assert lenient.first(found, "a", "b", "c", "d", "e") == "5"
    assert lenient.first(found, "a", "e") is None
