from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.settings.conftest import Complain

GOOD = '[[source]]\nid = "{}"\nurl = "http://a"\noutlet = "b"\n'


def test_a_misspelt_key_is_named_with_its_line_and_the_right_one(
    complain: Complain,
) -> None:
    text = GOOD.format(1) + GOOD.format(2) + GOOD.format(3) + '# x\nevry = "5m"\n'
    (told,) = complain(text)
    assert told == (
        "config.toml, line 14: unknown key `evry` in [[source]] number 3: "
        "did you mean `every`?"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[sevrer]", "1: unknown section [sevrer]: did you mean `server`?"),
        ("[[sources]]", "1: unknown section [sources]: did you mean `source`?"),
        ("\n[x.y]", "2: unknown section [x]: known here are database, server, feed"),
        ("port = 1", "1: unknown key `port` outside all sections: it belongs in [ser"),
        ("url = 1", "1: unknown key `url` outside all sections: it belongs in [data"),
        ("sorce = 1", "1: unknown key `sorce` outside all sections: did you mean `so"),
        ("server = 1", "1: [server] must be a section with keys of its own, not 1"),
        ("server = [1]", "1: [server] must be a section with keys of its own, not a"),
        ("server.prot = 1", "1: unknown key `prot` in [server]: did you mean `port`?"),
        ("server = {Host = 1}", "1: unknown key `Host` in [server]: did you mean `ho"),
        ("[log]\ntitle = 1", "2: unknown key `title` in [log]: it belongs in [feed]"),
        ("[log]\nid = 1", "2: unknown key `id` in [log]: it belongs in [[source]]"),
        ("[log]\nxyz = 1", "2: unknown key `xyz` in [log]: known here are level, fo"),
        ('[log]\n"a\\nb" = 1', "2: unknown key `a\\nb` in [log]: known here are lev"),
        ("[feed]\ntitle = 3", "2: `title` in [feed] must be text in quotes, not 3"),
        ("[feed]\ntitle = {}", "2: `title` in [feed] must be text in quotes, not a s"),
        ("[feed]\ntitle = []", "2: `title` in [feed] must be text in quotes, not a l"),
        ("[feed]\ntitle = inf", "2: `title` in [feed] must be text in quotes, not in"),
        ("[feed]\ntitle = 07:00:00", "2: `title` in [feed] must be text in quotes, n"),
        ("[feed]\nentries = 0x" + "f" * 9999, "2: `entries` in [feed] must be at mo"),
        ("feed = 1", "1: [feed] must be a section with keys of its own, or several"),
        ("[[feed]]\ntitle = 3", "2: `title` in [[feed]] number 1 must be text in quo"),
        ("[[feed]]\ntitel = 3", "2: unknown key `titel` in [[feed]] number 1: did yo"),
        ('[log]\nlevel = "INFO"', "2: `level` in [log] must be 'debug', 'info', 'war"),
    ],
)
def test_each_mistake_is_told_in_one_line(
    complain: Complain, text: str, line: str
) -> None:
    (told,) = complain(f"{text}\n{GOOD.format('a')}")
    assert told.startswith(f"config.toml, line {line}")


def test_the_nearest_choice_is_offered(complain: Complain) -> None:
    (told,) = complain('[log]\nlevel = "INFO"\n' + GOOD.format("a"))
    assert told.endswith('not "INFO": did you mean "info"?')
    (told,) = complain('[log]\nlevel = "xyz"\n' + GOOD.format("a"))
    assert told.endswith('not "xyz"')


def test_an_item_of_a_list_is_counted(complain: Complain) -> None:
    (told,) = complain(GOOD.format("a") + "topics = [\n 'x',\n 5,\n]")
    assert told == (
        "config.toml, line 7: item 2 of `topics` in [[source]] number 1 "
        "must be text in quotes, not 5"
    )
    (told,) = complain(GOOD.format("a") + "topics = 'x'")
    assert told.endswith('must be a list in brackets, not "x"')


def test_long_words_are_quoted_shortly(complain: Complain) -> None:
    (told,) = complain(GOOD.format("A" * 5000))
    assert len(told) < 200


def test_a_missing_key_is_told_at_the_head_of_its_table(complain: Complain) -> None:
    assert complain(GOOD.format("a") + "\n[[source]]\nid = 'b'\noutlet = 'b'") == [
        "config.toml, line 6: `url` in [[source]] number 2 is missing"
    ]


@pytest.mark.parametrize("text", ["", "# nothing", "[server]", "source = []"])
def test_a_configuration_without_source_tells_how_to_add_one(
    complain: Complain, text: str
) -> None:
    (told,) = complain(text)
    assert "there is no source: add at least one [[source]]" in told


@pytest.mark.parametrize("text", ["[source]\nid = 'a'", "source = 1"])
def test_a_source_in_single_brackets_is_told_of_the_second_pair(
    complain: Complain, text: str
) -> None:
    assert complain(text) == [
        "config.toml, line 1: a source is written as [[source]], with two brackets"
    ]


def test_an_id_that_stands_twice_is_told_with_both_lines(complain: Complain) -> None:
    text = GOOD.format("a") + GOOD.format("b") + GOOD.format("a")
    (told,) = complain(text)
    assert told == (
        'config.toml, line 10: `id` in [[source]] number 3 is "a" again, like that '
        "on line 2: each source needs an id of its own"
    )


def test_an_id_that_stands_twice_is_found_among_other_mistakes(
    complain: Complain,
) -> None:
    text = "source = [\n3,\n{id = 3},\n{id = 'a'},\n{id = 'a'}\n]"
    told = complain(text)
    assert any("line 5: `id`" in each and "on line 4" in each for each in told)
    assert "config.toml, line 2: [[source]] number 1 must be a section" in told[0]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(
    complain: Complain,
) -> None:
    text = "[log]\nlevle = 1\n[feed]\nentries = 0\ntitel = 2\n[server]\nport = 0"
    told = complain(text)
    assert [each.split(":")[0] for each in told] == [
        "config.toml",  # there is no source: that stands on no line
        "config.toml, line 2",
        "config.toml, line 4",
        "config.toml, line 5",
        "config.toml, line 7",
    ]
