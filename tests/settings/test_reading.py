from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.errors import ConfigError
from aggregator.settings import load, parse

if TYPE_CHECKING:
    from tests.settings.conftest import Complain

SOURCE = '[[source]]\nid = "a"\nurl = "http://a"\noutlet = "Ü"\n'
EXAMPLE = (Path(__file__).parents[2] / "config.toml").read_text(encoding="utf-8")
UNCOMMENTED = re.sub(r"(?m)^#(?=\w+ = )", "", EXAMPLE)


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    return str(caught.value)


def test_a_file_is_read_with_its_folder_as_the_start_of_paths(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SOURCE, encoding="utf-8")
    told = load(path, {"AGGREGATOR_DATABASE": "sqlite:///x.db"})
    assert told.database.url == f"sqlite:///{tmp_path.as_posix()}/x.db"


def test_a_relative_name_starts_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = parse(SOURCE + "[feed]\nfile = 'f.atom'", name="conf/config.toml")
    assert told.feed[0].file == tmp_path / "conf" / "f.atom"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SOURCE.replace("\n", "\r\n"), encoding="utf-8-sig")
    assert load(path, {}).sources


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    told = refusal(tmp_path / "config.toml")
    assert told.startswith(f"no config.toml at {tmp_path}")
    assert "copy the example" in told


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path)


def test_other_encodings_are_told_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SOURCE, encoding="latin-1")
    assert refusal(path) == (
        f"{path}, line 4: this is no UTF-8: save the file as UTF-8"
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[log]\nlevel = info\n", 2, "level = info"),
        ("[[source]]\nevery = 5m\n", 2, "every = 5m"),
        ("[log]\nlevel = 'info", 2, "Expected"),
        ("\n\n[log\n", 3, "Expected"),
        ("a = 1\na = 2\n", 2, "Cannot overwrite"),
        ('a = """\n\n', 3, "Unterminated"),
        ("a = 1" + "0" * 5000, 1, "digits"),
    ],
)
def test_a_mistake_in_the_syntax_is_told_with_its_line(
    complain: Complain, text: str, line: int, reason: str
) -> None:
    (told,) = complain(text)
    assert told.startswith(f"config.toml, line {line}: no valid TOML: ")
    assert reason in told


def test_brackets_without_end_are_no_crash(complain: Complain) -> None:
    assert complain("a = " + "[" * 50_000) == [
        "config.toml: brackets are nested too deeply"
    ]


WORDS = """
[ ] [[ ]] { } " ' = , . # \\ \"\"\" [source] [[source]] [server] true -1 1e999 nan 0x9
"0s" "\\u0000" 1979-05-27 id=[] [[log]]
"""
PIECES = st.one_of(
    st.sampled_from(["\n", "\r", "\x00", "\n[[source]]\n", *WORDS.split()]),
    st.text(max_size=5),
).map(lambda piece: piece.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    text=st.sampled_from([EXAMPLE, UNCOMMENTED]),
    cuts=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), min_size=1, max_size=5
    ),
)
def test_a_spoilt_configuration_gives_a_config_error_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    cuts: list[tuple[float, int, bytes]],
) -> None:
    raw = text.encode()
    for place, length, piece in cuts:
        start = int(place * len(raw))
        raw = raw[:start] + piece + raw[start + length :]
    path = tmp_path_factory.getbasetemp() / "spoilt.toml"
    path.write_bytes(raw)
    try:
        assert load(path, {}).sources
    except ConfigError as error:
        lines = str(error).split("\n")
        assert all(each.startswith(str(path)) for each in lines)
