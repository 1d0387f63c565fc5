"""A file of ours that is imported in the browser, a quiz or the zip of a whole course, as the rows of a review."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms_plugin.authoring.editing import head_of
from lms_plugin.authoring.importing import PLAIN, Sent
from lms_plugin.curriculum.blocks.question_files import Block
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.yaml_files import UnreadableError
from lms_plugin.drafts.bundles import Bundle, read_package, read_single
from lms_plugin.drafts.files import digest_of
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.taking_in import HeadAndTail
from lms_plugin.exchange.errors import UnreadableFileError

MOST_FAULTS = 10
USES = "Not imported: it asks a question of a bank by its key. Bring that question in, or add it in the quiz."
KINDS = (("lessons", "lesson"), ("media", "picture or recording"))


@dataclass(frozen=True, kw_only=True)
class FileRead:
    """The rows of a file, what is to be said of the whole, and what stands around the questions of a single quiz."""

    rows: Sequence[Sent]
    notes: tuple[str, ...]
    around: HeadAndTail | None = None


def is_ours(name: str, data: bytes) -> bool:
    """Whether a file is to be read as one of ours: by its name, or as a zip that is no document of Office."""
    if data.startswith(b"PK"):
        return not (b"[Content_Types].xml" in data and (b"xl/" in data or b"word/" in data))
    return name.casefold().endswith((".yaml", ".yml"))


def read_ours(name: str, data: bytes, path: str) -> FileRead:
    """What is in a quiz, a bank, or a course's zip; `path` is the file that it is imported into.

    Raises UnreadableFileError with the faults and their lines.
    """
    try:
        if data.startswith(b"PK"):
            return _course(read_package(data, name), path)
        return _single(read_single(data, name))
    except ContentErrors as error:
        raise _refusal(error) from error


def check_around(text: str) -> None:
    """That what came back of a file without its questions can still be read. Raises UnreadableFileError."""
    try:
        read_single(text.encode("utf-8", "surrogatepass"), "file.yaml")
    except ContentErrors as error:
        raise _refusal(error) from error


def _refusal(refused: ContentErrors) -> UnreadableFileError:
    told = [str(each) for each in refused.errors[:MOST_FAULTS]]
    more = len(refused.errors) - len(told)
    return UnreadableFileError(
        " ".join([*told, *([f"And {more} more."] if more else [])]), "Mend the file, and choose it again."
    )


def _single(bundle: Bundle) -> FileRead:
    [text] = bundle.texts.values()
    file = split_file(text)
    rows = [_row(number, f"question {number + 1}", block) for number, block in enumerate(file.blocks)]
    if not rows:
        raise UnreadableFileError("There are no questions in this file.", "Choose another one.")
    has_settings = bool(head_of(file).get("purpose"))
    return FileRead(rows=rows, notes=(), around=HeadAndTail(file.head, file.tail) if has_settings else None)


def _course(bundle: Bundle, path: str) -> FileRead:
    """The questions of all its files; at first those of the file of the same name are ticked, where there is one."""
    files = [each for each in bundle.texts if is_question_file(each)]
    same = [each for each in files if each.rpartition("/")[2] == path.rpartition("/")[2]]
    rows = list[Sent]()
    for each in files:
        name = each.rpartition("/")[2].removesuffix(".yaml")
        for index, block in enumerate(split_file(bundle.texts[each]).blocks, 1):
            ticked = False if same and each not in same else None
            rows.append(_row(len(rows), f"{name[:30]} {index}", block, ticked=ticked))
    if not rows:
        raise UnreadableFileError("There are no questions in this course.", "Choose another one.")
    return FileRead(rows=rows, notes=tuple(_course_notes(bundle, files, same)))


def _course_notes(bundle: Bundle, files: Sequence[str], same: Sequence[str]) -> list[str]:
    notes = []
    if len(files) > 1:
        notes.append(f"The course has {len(files)} quizzes and banks. What you tick comes into this quiz.")
        if same:
            notes[0] += " At first that is what its quiz of the same name has."
    counts = Counter(word for each in bundle.files() for folder, word in KINDS if f"/{folder}/" in f"/{each}")
    if counts:
        left = " and ".join(f"{count} {word}{'s' if count != 1 else ''}" for word, count in counts.items())
        notes.append(
            f"Not taken here: {left}. Whoever runs this tool can bring in a whole course: lms-plugin quizzes import."
        )
    return notes


def _row(number: int, place: str, block: Block, **more: Any) -> Sent:
    row = Sent(
        number=number,
        place=place,
        verdict="kept",
        notes=PLAIN,
        text=block.text,
        was=digest_of(block.text),
        is_file=True,
        **more,
    )
    try:
        is_use = "use" in block.data and "key" not in block.data
    except UnreadableError:
        is_use = False
    return Sent(**{**vars(row), "verdict": "left_out", "notes": (USES,)}) if is_use else row
