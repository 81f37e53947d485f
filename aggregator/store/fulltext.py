"""Where the words of posts are found: what each database has for it, in its own words.

SQLite: an FTS5 index beside the table, kept by triggers. PostgreSQL: a generated column
with a GIN index. Both ignore case and accents, know no language's endings, and follow
whatever is written to a post: nothing in this house has to think of it. (A PostgreSQL
database of locale "C" knows no capitals but the Latin ones.)
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
)

from aggregator.store.columns import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.sql.selectable import NamedFromClause

# Marks are parts of words: without them, each vowel sign would cut a Hindi word in two.
# Nothing is ranked, so the lengths of texts are not kept (`columnsize`).
_SQLITE = (
    """
CREATE VIRTUAL TABLE searched USING fts5(
  title, text, content='posts', content_rowid='id', columnsize=0,
  tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
)""",
    """
CREATE TRIGGER searched_insert AFTER INSERT ON posts BEGIN
  INSERT INTO searched(rowid, title, text) VALUES (new.id, new.title, new.text);
END""",
    """
CREATE TRIGGER searched_delete AFTER DELETE ON posts BEGIN
  INSERT INTO searched(searched, rowid, title, text)
  VALUES ('delete', old.id, old.title, old.text);
END""",
    """
CREATE TRIGGER searched_update AFTER UPDATE OF title, text ON posts
WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN
  INSERT INTO searched(searched, rowid, title, text)
  VALUES ('delete', old.id, old.title, old.text);
  INSERT INTO searched(rowid, title, text) VALUES (new.id, new.title, new.text);
END""",
)

# All that is neither letter, digit nor mark, by number: what PostgreSQL itself takes
# for a letter depends on the locale that the database was made with, and its parser
# would keep "and/or", "no.1" and "-19" in one piece.
_BETWEEN_WORDS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00b6\u00b8-\u00bf\u00d7\u00f7"
    r"\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a"
    r"\u06d4\u0964\u0965\u2000-\u206f\u20a0-\u20c0\u2190-\u245f\u2500-\u2bff\u2e00-\u2e5d"
    r"\u3000-\u3004\u3008-\u3020\u3030\ufe10-\ufe1f\ufe30-\ufe6b\uff00-\uff0f\uff1a-\uff20"
    r"\uff3b-\uff40\uff5b-\uff65\ufffc\ufffd\U0001f000-\U0001faff"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(f"[{_BETWEEN_WORDS}]")
_MOST = 100_000  # characters: a tsvector must be smaller than a MiB
_POSTGRESQL = (
    rf"""
ALTER TABLE posts ADD COLUMN searched tsvector GENERATED ALWAYS AS (
  to_tsvector('simple', left(regexp_replace(regexp_replace(
    normalize(left(coalesce(title, '') || ' ' || text, 100000), NFKD),
    '[\u0300-\u036f]', '', 'g'), '[{_BETWEEN_WORDS}]', ' ', 'g'), 100000))
) STORED""",
    "CREATE INDEX ix_posts_searched ON posts USING gin (searched)",
)
_MAKING = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}

_INDEX = table("searched", column("rowid"), column("searched"))
_LONGEST = 500  # characters of a question that are read,
_WORDS = 20  # and of its words
_TERM = re.compile(r'"([^"]*)"|(\S+)')
# Thai to Khmer, kana and Han: no spaces stand between words, so none can be told apart.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


def make_searched(_: object, connection: Connection, **__: object) -> None:
    """Make what the words of posts are found by, as the table itself is made."""
    for statement in _MAKING[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def found(
    connection: Connection, posts: NamedFromClause, words: str
) -> ColumnElement[bool]:
    """Return what is true of the posts that have all of `words`.

    Args:
        connection: tells which database is asked.
        posts: their table, under whatever name.
        words: any text of a person or of a stranger. Whole words are meant, unless one
            ends in an asterisk; what stands in quotation marks, and what is joined by
            signs as in "covid-19", stands together in the post too. In scripts without
            spaces between words, the letters are looked for as they are.
    """
    return _said(connection, posts, words, posts.c.id)


def has(
    connection: Connection, posts: NamedFromClause, words: str
) -> ColumnElement[bool]:
    """Return the same for posts that are at hand already, to be asked one by one.

    Args:
        connection: as of `found`.
        posts: likewise.
        words: likewise.
    """
    # The sign keeps SQLite from going through all posts that it finds for each of them.
    number: ColumnElement[int] = literal_column(f"+{posts.name}.id", Integer())
    return _said(connection, posts, words, number)


def _said(
    connection: Connection,
    posts: NamedFromClause,
    words: str,
    number: ColumnElement[int],
) -> ColumnElement[bool]:
    terms = _terms(words)
    spaced = [each for each in terms if not _UNSPACED.search(each)]
    conditions: list[ColumnElement[bool]] = [
        posts.c.title.icontains(each, autoescape=True)
        | posts.c.text.icontains(each, autoescape=True)
        for each in (each.rstrip("*") for each in terms)
        if _UNSPACED.search(each)
    ]
    if spaced:
        if connection.dialect.name == "sqlite":
            conditions.append(_in_sqlite(number, spaced))
        else:
            conditions.append(_in_postgresql(posts, spaced))
    return and_(*conditions) if conditions else false()


def _terms(words: str) -> list[str]:
    """Return what is looked for: at least one letter or digit is in each."""
    asked = clean(words)[:_LONGEST].replace("\u201c", '"').replace("\u201d", '"')
    terms = (phrase or word for phrase, word in _TERM.findall(asked))
    return [each for each in terms if any(map(str.isalnum, each))][:_WORDS]


def _in_sqlite(number: ColumnElement[int], terms: Sequence[str]) -> ColumnElement[bool]:
    """Ask FTS5; in quotation marks, nothing is a word of its language."""
    asked = " AND ".join(
        '"' + each.replace('"', " ") + ('"*' if each.endswith("*") else '"')
        for each in terms
    )
    matches = select(_INDEX.c.rowid).where(
        _INDEX.c.searched.bool_op("MATCH")(literal(asked))
    )
    return number.in_(matches)


def _in_postgresql(posts: NamedFromClause, terms: Sequence[str]) -> ColumnElement[bool]:
    """Ask the generated column; what is bare has no signs, so none of its language's.

    An unfinished word is quoted for `to_tsquery`, which else wants operators.
    """
    simple: ColumnElement[Any] = literal_column("'simple'::regconfig")
    asked: list[ColumnElement[Any]] = [
        func.to_tsquery(simple, f"'{_bare(each)}':*")
        if each.endswith("*")
        else func.phraseto_tsquery(simple, _bare(each))
        for each in terms
    ]
    every = functools.reduce(lambda one, other: one.op("&&")(other), asked)
    its: ColumnElement[Any] = literal_column(f"{posts.name}.searched")
    return its.bool_op("@@")(every)


def _bare(term: str) -> str:
    """Return the bare words of `term`, as the generated column does for a post."""
    whole = _ACCENTS.sub("", unicodedata.normalize("NFKD", term))
    return _SIGNS.sub(" ", whole)[:_LONGEST]
