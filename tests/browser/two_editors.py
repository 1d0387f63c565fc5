"""What the story of two educators in one quiz is judged by: every text that the file ever had, and what each was shown.

A typed word may leave the file by an act of a person whose page showed it, and in no other way.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import text as sql

from lms_plugin.core.db.base import db
from tests.harness.house import House

WORD = re.compile(r"\b(?:dana|rosa)w\d{4}\b")
# The database itself notes each text that a file had, whoever wrote it, acts that are forgotten later, too.
NOTE = (
    "CREATE TABLE had (id INTEGER PRIMARY KEY, path TEXT, before TEXT, after TEXT, who TEXT)",
    """CREATE TRIGGER note_text AFTER UPDATE OF text ON drafts BEGIN
       INSERT INTO had (path, before, after, who) VALUES (old.path, old.text, new.text, new.edited_by); END""",
)


def words(text: str) -> set[str]:
    """The typed words in a text."""
    return set(WORD.findall(text))


@dataclass(frozen=True)
class Change:
    """A change of the file's text, in order; `who` is a user's id."""

    id: int
    path: str
    before: str
    after: str
    who: str

    @property
    def gone(self) -> set[str]:
        """Words of which the file has fewer than before."""
        return set(Counter(WORD.findall(self.before)) - Counter(WORD.findall(self.after)))

    @property
    def come(self) -> set[str]:
        """Words of which it has more."""
        return set(Counter(WORD.findall(self.after)) - Counter(WORD.findall(self.before)))


class Notes:
    """The texts of a quiz, as the database noted them."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._run(*NOTE)

    def _run(self, *statements: str) -> None:
        with self._house.app.app_context(), db.engine.begin() as connection:
            for statement in statements:
                connection.execute(sql(statement))

    def changes(self, since: int = 0) -> list[Change]:
        """What was changed after a change."""
        with self._house.app.app_context(), db.engine.connect() as connection:
            rows = connection.execute(sql("SELECT * FROM had WHERE id > :since ORDER BY id"), {"since": since})
            return [Change(*row) for row in rows]

    def now(self, path: str) -> str:
        """The text of the file."""
        with self._house.app.app_context(), db.engine.connect() as connection:
            return str(connection.scalar(sql("SELECT text FROM drafts WHERE path = :path"), {"path": path}))


@dataclass
class Memory:
    """What a person did and saw: words typed, words given up, and what each page showed, with the last change then."""

    typed: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    pages: list[tuple[int, set[str]]] = field(default_factory=list)

    def turn(self, last_change: int, shown: set[str]) -> None:
        """Another page stands in front of her."""
        self.pages.append((last_change, set(shown)))

    def type(self, word: str) -> None:
        self.typed.add(word)
        self.pages[-1][1].add(word)

    def shown_at(self, change: int) -> set[str]:
        """What the page showed from which a change was made."""
        return next((shown for last, shown in reversed(self.pages) if last < change), set())


def judge(changes: list[Change], memories: dict[str, Memory]) -> list[str]:
    """Each word that went unseen by who took it out, and each that never came into the file and was not given up.

    `memories` are by user's id. Undoing takes out what the same person's last act brought.
    """
    problems, came, last = [], set(), dict[str, Change]()
    for change in changes:
        before = last.get(change.path)
        undoes = before is not None and before.who == change.who and before.before == change.after
        known = before.come if before is not None and undoes else memories[change.who].shown_at(change.id)
        problems += [f"change {change.id} took {word} out unseen" for word in sorted(change.gone - known)]
        came |= change.come
        last[change.path] = change
    for memory in memories.values():
        lost = sorted(memory.typed - memory.given_up - came)
        problems += [f"{word} was typed, and never came into the file" for word in lost]
    return problems
