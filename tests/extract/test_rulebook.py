from __future__ import annotations

from aggregator.extract.outlet import load_outlets, parse
from aggregator.extract.rulebook import Written, written


def test_every_shipped_profile_reads_alike_when_it_is_written_anew() -> None:
    for name, outlet in load_outlets().items():
        assert parse(f"{name}.toml", written(outlet).text().encode()) == outlet


def test_quotation_marks_and_controls_are_written_so_that_they_can_be_read() -> None:
    post = {"each": """[data-a="b"]""", "drop": """[data-a="b'c"]""", "day": "h2@id"}
    text = Written(hosts=("gazette.example",), post=post).text(remarks=["One\ntwo"])
    assert text.startswith("# One\n# two\nhosts = ")
    assert """each = '[data-a="b"]'""" in text
    read = parse("gazette.toml", text.encode())
    assert read.post is not None
    assert (read.post.each, read.post.drop) == (post["each"], post["drop"])


def test_attributes_and_what_follows_are_written() -> None:
    toml = b"""zone = "Europe/Zurich"
[post]
each = "p"
time = "i@data-t"
body = "~ p"
[json]
each = "a.b"
"""
    outlet = parse("gazette.toml", toml)
    again = parse("gazette.toml", written(outlet).text().encode())
    assert again == outlet
