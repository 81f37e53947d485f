from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregator.settings.location import line_of, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aggregator.settings.location import KeyPath

TEXT = '''\
# a comment with [brackets] and "quotes
title = "no # comment, [no] bracket"  # but this is one
[server]
host = """
[[source]]
id = "not a key"
"""
port = 1

[[source]]
id = 'a\\'
topics = [
  "x",  # ]
  "y",
]
extra = {one = 1, "two words" = {deep = [{x = 1}]}}
[[source]]
  "every" = "5m"
  dotted . key = 1.5
[source.below]
key = 1979-05-27 07:32:00
[[source.many]]
[[source.many]]
last = """"quoted"""""
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("server",), 3),
        (("server", "host"), 4),
        (("server", "port"), 8),
        (("source",), 10),
        (("source", 0, "id"), 11),
        (("source", 0, "topics"), 12),
        (("source", 0, "topics", 0), 13),
        (("source", 0, "topics", 1), 14),
        (("source", 0, "extra", "one"), 16),
        (("source", 0, "extra", "two words", "deep", 0, "x"), 16),
        (("source", 1), 17),
        (("source", 1, "every"), 18),
        (("source", 1, "dotted"), 19),
        (("source", 1, "dotted", "key"), 19),
        (("source", 1, "below", "key"), 21),
        (("source", 1, "many", 1), 23),
        (("source", 1, "many", 1, "last"), 24),
    ],
)
def test_each_key_is_found_on_its_line(path: KeyPath, line: int) -> None:
    assert tomllib.loads(TEXT)
    assert locate(TEXT)[path] == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("source", 0, "url"), 10),
        (("source", 1, "below", "nothing"), 20),
        (("server", "nothing", 3), 3),
        (("nothing",), None),
        ((), None),
    ],
)
def test_what_is_not_written_is_placed_at_the_nearest_table(
    path: KeyPath, line: int | None
) -> None:
    assert line_of(path, locate(TEXT)) == line


def test_lines_are_counted_as_editors_count_them() -> None:
    text = 'a = "\u2028"\r\n\r\nb = 1\r\n'
    assert locate(text) == {("a",): 1, ("b",): 3}


def test_an_array_that_is_written_in_place_is_found_by_element() -> None:
    text = "source = [\n  {id = 1},\n  {id = 2, url = 3},\n]\n"
    assert tomllib.loads(text)
    assert locate(text)["source", 1, "url"] == 3


SCALARS = st.sampled_from(
    [
        "1",
        "-1.5e3",
        "true",
        "1979-05-27 07:32:00.5",
        '""',
        "''",
        '"k000 = 1 # ]"',
        r'"\"[{\\"',
        r"'\'",
        '"""\n[[source]]\nk000 = 1 \\\n  #"""',
        '"""a"b""c"""""',
        "'''\nk000 = '' 1''''",
        '""""""',
    ]
)
BREAKS = st.sampled_from(["", "\n", " # ]}\n", "\n\n  "])
HEADERS = st.sampled_from(
    ["[a]", "[ a . b ]", "[[source]]", "[source.sub]", "[[source.many]] # x", '["q.r"]']
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Write TOML in which each key but those of headers stands once: k001, k002, …"""
    written = 0

    def pair() -> str:
        nonlocal written
        written += 1
        key = draw(st.sampled_from(["k{}", '"k{}"', "'k{}'", "k{}.x", "x{0}.k{0}"]))
        return key.format(f"{written:03}") + " = " + value()

    def value() -> str:
        kind = draw(st.integers(0, 9))
        if kind < 6 or written > 40:
            return draw(SCALARS)
        if kind < 8:
            items = [draw(BREAKS) + value() for _ in range(draw(st.integers(0, 3)))]
            return "[" + ",".join(items) + draw(BREAKS) + "]"
        return "{" + ", ".join(pair() for _ in range(draw(st.integers(0, 3)))) + "}"

    lines: list[str] = []
    for _ in range(draw(st.integers(1, 8))):
        lines.append(draw(st.one_of(HEADERS, st.just("# k000 = 1"), st.just(""))))
        lines.extend(pair() for _ in range(draw(st.integers(0, 3))))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield the path of all that is in a parsed document."""
    steps: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    if isinstance(value, list):
        steps = list(enumerate(value))
    for step, inner in steps:
        yield (*path, step)
        yield from paths(inner, (*path, step))


@given(documents())
def test_all_that_tomllib_reads_is_found_where_it_is_written(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assume(condition=False)  # some table was opened twice
    lines, found = text.split("\n"), locate(text)
    for path in paths(data):
        line = lines[found[path] - 1]
        key = next(step for step in reversed(path) if isinstance(step, str))
        assert isinstance(path[-1], int) or key in line


@given(st.text(alphabet="[]{}=.,\"'#\\\n ab1", max_size=40))
def test_the_locator_reads_whatever_tomllib_reads(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(paths(data)) <= set(locate(text))
