"""What was read from a text or a file, as the rows of a review: looked at, mended, ticked, and only then added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from lms_plugin.authoring.checking import Fault, check_question
from lms_plugin.authoring.editing import read_block
from lms_plugin.authoring.import_answers import AnswerLine, answer_lines, needs_right, set_right
from lms_plugin.authoring.import_matching import Known, Match
from lms_plugin.authoring.question_forms.layouts import KINDS
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.writing import write_block
from lms_plugin.curriculum.first_words import first_words
from lms_plugin.curriculum.flaws import Flaw
from lms_plugin.drafts.files import digest_of
from lms_plugin.drafts.taking_in import Incoming
from lms_plugin.errors import InvalidInputError
from lms_plugin.exchange.names import fingerprint_in
from lms_plugin.exchange.proposals import Proposal
from lms_plugin.questions.fields import is_key

Verdict = Literal["kept", "changed", "draft", "left_out", "mended"]
State = Literal["fix", "differs", "look", "known", "twice", "ready", "left_out"]
# What becomes of a question that the course has, and that was read differently.
Choice = Literal["leave", "update", "copy"]
# What needs the reader most stands first.
STATES: tuple[State, ...] = ("fix", "differs", "look", "known", "twice", "ready", "left_out")
# Notes that ask for nothing.
PLAIN, MENDED = ("Kept exactly.",), ("Mended here.",)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A row as the page sends it, or as it was read. `was` is the digest of the text that was shown, `state` what was
    said of it, `right` the answer that was chosen; `ticked` is None where nobody was asked yet. `is_file`: the text is
    that of a file of ours. `choice` and `yours` are what was chosen beside a question that the course has, and the
    digest that this one had then."""

    number: int
    place: str
    verdict: Verdict
    notes: tuple[str, ...]
    text: str
    was: str
    state: str = ""
    right: str = ""
    ticked: bool | None = None
    is_file: bool = False
    choice: Choice = "leave"
    yours: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as the page shows it. `data` is None where the text cannot be read, and where nothing came of it."""

    number: int
    place: str
    verdict: Verdict
    state: State
    notes: tuple[str, ...]
    text: str
    data: Mapping[str, Any] | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    is_changed: bool = False
    is_ticked: bool = False
    is_file: bool = False
    match: Match | None = None
    choice: Choice = "leave"

    @property
    def stem(self) -> str:
        """The question's own words."""
        return first_words(self.data)

    @property
    def kind(self) -> str:
        """What it became."""
        kind = str((self.data or {}).get("type", ""))
        return KINDS.get(kind, kind[:40])

    @property
    def answers(self) -> Sequence[AnswerLine]:
        """Its choices, or what is accepted."""
        return answer_lines(self.data or {})

    @property
    def needs_right(self) -> bool:
        """Whether choosing the right answer is what is missing."""
        return needs_right(self.data or {})

    @property
    def digest(self) -> str:
        """Of the text as it is shown."""
        return digest_of(self.text)


def as_read(proposals: Iterable[Proposal]) -> list[Sent]:
    """What was read, before anybody looked at it."""
    return [_as_read(number, each) for number, each in enumerate(proposals)]


def _as_read(number: int, proposal: Proposal) -> Sent:
    left_out = Sent(number=number, place=proposal.place, verdict="left_out", notes=proposal.notes, text="", was="")
    if proposal.data is None:
        return replace(left_out, text=proposal.source)
    try:
        text = write_block(dict(proposal.data), 0)
    except UnwritableError:
        return replace(left_out, notes=("Not imported: it holds signs that cannot be kept.",), text=proposal.source)
    return replace(left_out, verdict=proposal.verdict, text=text, was=digest_of(text))


def review(sent: Iterable[Sent], known: Known) -> list[Row]:
    """Each row judged anew. `known` is what the course holds already."""
    seen: dict[str, str] = {}
    return [_judged(each, known, seen) for each in sent]


def _judged(sent: Sent, known: Known, seen: dict[str, str]) -> Row:
    row = Row(
        number=sent.number,
        place=sent.place,
        verdict=sent.verdict,
        state="left_out",
        notes=sent.notes,
        text=sent.text,
        is_file=sent.is_file,
    )
    if sent.verdict == "left_out":
        return row
    is_changed = bool(sent.right) or digest_of(sent.text) != sent.was
    try:
        data = read_block(sent.text)
        text = sent.text
        if sent.right:
            data = set_right(data, sent.right)
            text = write_block(data, 0)
        write_block(data)
    except InvalidInputError as error:
        return replace(row, state="fix", problems=(str(error),), is_changed=True)
    except UnwritableError as error:
        return replace(row, state="fix", problems=(f"This text cannot be kept: {error}.",), is_changed=True)
    if is_changed:
        row = replace(row, verdict="mended", notes=MENDED)
    checked = check_question(data)
    problems = tuple(_words(fault) for fault in checked.must_fix)
    row = replace(
        row,
        warnings=tuple(_words(flaw) for flaw in checked.hints if _stands_out(flaw)),
        hints=tuple(_words(flaw) for flaw in checked.hints if not _stands_out(flaw)),
    )
    row = replace(row, text=text, data=data, problems=problems, is_changed=is_changed)
    row = _placed(row, known, seen)
    row = replace(row, choice=_choice(sent, row))
    return replace(row, is_ticked=row.choice != "leave" if row.state == "differs" else _is_ticked(sent, row))


def _stands_out(flaw: Flaw) -> bool:
    """Whether a question is worth a look for it. Most pasted questions lack an explanation: that is but a hint."""
    return flaw.level == "warning" and flaw.rule != "no-explanation"


def _placed(row: Row, known: Known, seen: dict[str, str]) -> Row:
    """With its state, and the note that goes with it."""
    data = row.data or {}
    mark = fingerprint_in(str(data.get("note", ""))) or ""
    if row.is_file:
        mark = f"key {data['key']}" if data.get("key") else ""
    earlier = seen.get(mark)
    if mark:
        seen.setdefault(mark, row.place)
    match = known.find(data, row.text, is_file=row.is_file)
    if earlier is not None:
        return replace(row, state="twice", notes=(f"The same as {earlier}.", *_rest(row)))
    if match is not None:
        where = "in this quiz" if match.is_here else f"in “{match.title[:80]}”"
        if match.is_same:
            return replace(row, state="known", match=match, notes=(f"This question is {where} already.", *_rest(row)))
        note = f"This question is {where}, with another text."
        return replace(row, state="differs", match=match, notes=(note, *_rest(row)))
    if row.problems or row.verdict == "draft":
        return replace(row, state="fix")
    is_plain = row.notes in (PLAIN, MENDED, ()) and not row.warnings
    return replace(row, state="ready" if is_plain else "look")


def _choice(sent: Sent, row: Row) -> Choice:
    """What was chosen, where it can be done; an update only of what was shown beside it."""
    if row.match is None or row.state != "differs" or sent.choice == "copy":
        return sent.choice if row.state == "differs" else "leave"
    is_as_shown = row.match.block.digest == sent.yours
    return "update" if sent.choice == "update" and row.match.is_here and is_as_shown else "leave"


def _rest(row: Row) -> tuple[str, ...]:
    """The notes but those that are said anew each time."""
    anew = ("This question is in ", "The same as ", *PLAIN)
    return tuple(note for note in row.notes if not note.startswith(anew))


def _is_ticked(sent: Sent, row: Row) -> bool:
    """What can be added as it is, at first; a question that was mended here, too; else as it was ticked."""
    if sent.ticked is None:
        return row.state in ("look", "ready")
    return sent.ticked or (sent.state == "fix" and row.is_changed and not row.problems)


def _words(fault: Fault | Flaw) -> str:
    return f"{fault.problem}. {fault.fix.removesuffix('.')}."


def to_add(row: Row) -> dict[str, Any]:
    """The question of a row that has one; without its key where none can be, so that one is made."""
    data = dict(row.data or {})
    key = data.get("key")
    return data if isinstance(key, str) and is_key(key) else {**data, "key": ""}


def incoming(row: Row) -> Incoming:
    """What comes into the quiz of a row that is ticked."""
    if row.choice == "update" and row.match is not None:
        return Incoming(
            text=row.match.text, data=row.match.block.data, replaces=row.match.block.key, base=row.match.block.digest
        )
    data = to_add(row)
    return Incoming(text=row.text, data=data)


def by_state(rows: Iterable[Row]) -> list[Row]:
    """In the order of a page: what needs the reader first."""
    return sorted(rows, key=lambda row: STATES.index(row.state))


def held_back(rows: Iterable[Row]) -> list[Row]:
    """What stands in the way of adding: a text that cannot be read, and a change that still does not hold and that
    nobody ticked."""
    return [
        row
        for row in rows
        if row.state == "fix" and ((row.data is None and (row.is_ticked or row.is_changed)) or _is_forgotten(row))
    ]


def _is_forgotten(row: Row) -> bool:
    return row.is_changed and bool(row.problems) and not row.is_ticked
