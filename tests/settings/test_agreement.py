from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.settings.conftest import Complain, Read

GOOD = '[[source]]\nid = "{}"\nurl = "http://a"\noutlet = "b"\n'


def test_a_file_of_two_feeds_is_told_with_both_lines(
    complain: Complain, read: Read
) -> None:
    feeds = '[[feed]]\nfile = "x/all.atom"\n[[feed]]\nname = "b"\nfile = "{}"\n'
    (told,) = complain(GOOD.format("a") + feeds.format("x/./all.atom"))
    assert told == (
        "config.toml, line 9: `file` in [[feed]] number 2 is the file on line 6 again: "
        "each feed needs one of its own"
    )
    for other in ("all.atom", ""):
        assert len(read(GOOD.format("a") + feeds.format(other)).feed) == 2


def test_a_digest_of_a_source_that_is_not_there_is_told(complain: Complain) -> None:
    (told,) = complain(GOOD.format("blog") + '[feed]\ndigest = ["blogg"]\n')
    assert 'is "blogg", which is the id of no [[source]]: did you mean "blog"?' in told


def test_a_name_that_stands_twice_is_told_with_both_lines(complain: Complain) -> None:
    (told,) = complain(GOOD.format("a") + '[[feed]]\n[[feed]]\nname = "feed"')
    assert told == (
        'config.toml, line 7: `name` in [[feed]] number 2 is "feed" again, like that '
        "on line 5: each feed needs a name of its own"
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[feed]\nsources = [\n'gazete']", "line 7: item 1 of `sources` in [feed]"),
        (
            "[[feed]]\n[[feed]]\nname='x'\nsources = ['gazette', 'gazete']",
            "line 8: item 2 of `sources` in [[feed]] number 2",
        ),
    ],
)
def test_a_feed_of_a_source_that_is_not_there_is_refused(
    complain: Complain, text: str, place: str
) -> None:
    (told,) = complain(GOOD.format("gazette") + text)
    assert told == (
        f'config.toml, {place} is "gazete", which is the id of no [[source]]: '
        'did you mean "gazette"?'
    )
    (told,) = complain(GOOD.format("x") + text.replace("'gazette', ", ""))
    assert told.endswith("is the id of no [[source]]")


@pytest.mark.parametrize(
    "text", ["feed = 3", "feed = [3]", "feed.sources = 3", "feed.sources = [3]"]
)
def test_what_is_wrong_in_itself_is_told_once(complain: Complain, text: str) -> None:
    assert len(complain(f"{text}\n{GOOD.format('a')}")) == 1
