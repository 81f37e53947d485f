from __future__ import annotations

from aggregator.extract import surface


def test_the_surface_is_what_stands_in_no_list() -> None:
    value = {"a": {"b": {"c": 1}}, "list": [{"d": 2}]}
    assert [name for name, _ in surface.objects(value)] == ["", "a", "b"]
    assert list(surface.objects([value])) == []


def test_the_surface_is_bounded_in_depth_and_number() -> None:
    deep: dict[str, object] = {}
    for _ in range(3_000):
        deep = {"in": deep}
    assert len(list(surface.objects(deep))) == 7
    assert len(list(surface.objects({str(n): {} for n in range(5_000)}))) == 2_000


def test_live_blogs_are_found_wherever_but_in_their_posts() -> None:
    inner = {"@type": "LiveBlogPosting"}
    outer = {"liveBlogUpdate": [inner], "about": {"@graph": [1, inner]}}
    assert list(surface.blogs([{"x": outer}])) == [outer, inner]
