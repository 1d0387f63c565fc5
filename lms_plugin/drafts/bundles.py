"""A course, or a single quiz of one, on its way between installations: its files by path, read and written as they are.

Nothing here touches the database, and nothing is judged but whether it can be read: a draft may be unfinished.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lms_plugin.core.media.errors import MediaError
from lms_plugin.core.media.sniff import sniff
from lms_plugin.curriculum.blocks.errors import UnwritableError
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.curriculum.errors import ContentError, ContentErrors
from lms_plugin.curriculum.files import decode_text, split_front_matter
from lms_plugin.curriculum.yaml_files import UnreadableError, YamlText, read_yaml
from lms_plugin.drafts.places import is_question_file
from lms_plugin.drafts.zips import is_idle, read_zip, write_zip
from lms_plugin.questions.fields import is_key

_COURSE = "course.yaml"
_PLACES = re.compile(
    r"course\.yaml|references\.yaml|glossary\.yaml|banks/[^/]+\.yaml|(?:modules/[^/]+/)?quizzes/[^/]+\.yaml"
    r"|modules/[^/]+/module\.yaml|modules/[^/]+/lessons/[^/]+\.md|(?:modules/[^/]+/)?media/[A-Za-z0-9][A-Za-z0-9._-]*"
)
_LISTS = ("references.yaml", "glossary.yaml")


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Files by their path in the course: texts, and media as bytes. `course` is its key, "" for files alone."""

    course: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict)

    def files(self) -> dict[str, bytes]:
        """All of them as bytes."""
        return {path: text.encode() for path, text in self.texts.items()} | dict(self.media)


def read_path(path: Path) -> Bundle:
    """A quiz or bank file, a course's folder, or a zip of one. Raises ContentErrors with every fault of every file."""
    if path.is_dir():
        return read_course(dict(_walk(path)), path.resolve().name)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refusal(str(path), f"cannot be read ({error.strerror})", "Check its name and its permissions") from error
    if data.startswith(b"PK"):
        return read_package(data, path.name)
    parent = path.resolve().parent.name
    return read_single(data, path.name, parent if parent in ("banks", "quizzes") else "")


def _walk(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_symlink():
            raise _refusal(name, "this is a link", "Put the file itself there")
        if file.is_file() and not any(is_idle(step) for step in name.split("/")):
            yield name, file.read_bytes()


def _refusal(path: str, problem: str, fix: str) -> ContentErrors:
    return ContentErrors([ContentError(path, 1, "", problem, fix)])


def read_package(data: bytes, called: str) -> Bundle:
    """A course from a zip, in a folder of its own or at the top. Raises ContentErrors."""
    files = read_zip(data, called)
    tops = {name.partition("/")[0] for name in files}
    if _COURSE not in files and len(tops) == 1:
        [top] = tops
        return read_course({name.removeprefix(f"{top}/"): each for name, each in files.items()}, top)
    return read_course(files, PurePosixPath(called).stem)


def read_course(files: Mapping[str, bytes], key: str) -> Bundle:
    """A course from its files. Raises ContentErrors."""
    errors, texts, media = list[ContentError](), dict[str, str](), dict[str, bytes]()
    if _COURSE not in files:
        raise _refusal(_COURSE, "this file is missing, so this is no course", "Name a course's folder, or a zip of it")
    if not is_key(key):
        fix = "Rename its folder: small letters, digits and single hyphens, at most 64"
        errors.append(ContentError(_COURSE, 1, "", f"the course's name '{key[:80]}' is no key", fix))
    for path, data in sorted(files.items()):
        if path == "README.md":
            continue
        if not _PLACES.fullmatch(path):
            errors.append(ContentError(path, 1, "", "this does not belong here", "Take it out"))
        elif "media" in path.split("/")[:-1]:
            media[path] = data
            errors.extend(_media_faults(path, data))
        elif (text := _read_text(path, data, errors)) is not None:
            texts[path] = text
    if errors:
        raise ContentErrors(errors)
    return Bundle(course=key, texts=texts, media=media)


def read_single(data: bytes, name: str, folder: str = "") -> Bundle:
    """A quiz or bank file by itself, of the folder `quizzes` or `banks`; where that is not said, one without a purpose
    is a bank. Raises ContentErrors."""
    errors, file = list[ContentError](), f"{PurePosixPath(name).stem}.yaml"
    text = _read_text(f"quizzes/{file}", data, errors)
    if text is None or errors:
        raise ContentErrors([_named(error, name) for error in errors])
    folder = folder or ("quizzes" if "purpose" in read_yaml(text).data else "banks")
    return Bundle(texts={f"{folder}/{file}": text})


def _named(error: ContentError, name: str) -> ContentError:
    return ContentError(name, error.line, error.where, error.problem, error.fix)


def _media_faults(path: str, data: bytes) -> Iterator[ContentError]:
    try:
        sniff(data)
    except MediaError as error:
        yield ContentError(path, error.line, "", error.problem, error.fix)


def _read_text(path: str, data: bytes, errors: list[ContentError]) -> str | None:
    """A file's text where it can be read, and its parts be told apart; what is wrong is added to `errors`."""
    for step in path.split("/"):
        if not is_key(step.removesuffix(".yaml").removesuffix(".md")):
            fix = "Rename it: small letters, digits and single hyphens, at most 64"
            errors.append(ContentError(path, 1, "", f"the name '{step[:80]}' is no key", fix))
    file = decode_text(data, path, errors)
    if file is None:
        return None
    if path.endswith(".md"):
        parts = split_front_matter(file, errors)
        if parts is not None:
            errors.extend(_yaml_faults(path, parts[0], offset=1))
    else:
        errors.extend(_yaml_faults(path, file.text))
    return file.text


def _yaml_faults(path: str, text: str, *, offset: int = 0) -> Iterator[ContentError]:
    try:
        found = read_yaml(text, offset=offset)
        if is_question_file(path):
            faults = list(_question_faults(path, found))
            yield from faults
            if not faults:
                split_file(text)
        elif not isinstance(found.data, list if path in _LISTS else dict) and (found.data or path not in _LISTS):
            yield ContentError(path, found.first_line, "", "this is not made of fields", "Write name: value")
    except UnreadableError as error:
        yield ContentError(path, error.line, "", error.problem, error.fix)
    except UnwritableError as error:  # an unusual layout, which is written anew when it is edited
        yield ContentError(path, 1, "", f"this text cannot be kept: {error}", "Take such signs out")


def _question_faults(path: str, found: YamlText) -> Iterator[ContentError]:
    """What keeps a file from being edited question by question."""
    data = found.data
    questions = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(questions, list | None):
        fix = "Begin with title: and questions:"
        yield ContentError(path, found.first_line, "", "this is not a quiz or bank file", fix)
        return
    for index, question in enumerate(questions or ()):
        key = question.get("key") if isinstance(question, dict) else None
        if not isinstance(question, dict) or not ((isinstance(key, str) and is_key(key)) or "use" in question):
            line = found.line(("questions", index))
            yield ContentError(path, line, f"question {index + 1}", "it has no key", "Begin it with - key: a-name")


def question_keys(text: str) -> Iterator[tuple[str, int]]:
    """The keys of the questions and cases of a readable file, those inside cases too, each with its line."""
    found = read_yaml(text)
    for index, question in enumerate(found.data.get("questions") or ()):
        at: tuple[str | int, ...] = ("questions", index)
        if "key" in question:
            yield str(question["key"]), found.line((*at, "key"))
        for i, stage in enumerate(_list(question, "stages")):
            for j, each in enumerate(_list(stage, "questions")):
                if isinstance(each, dict) and "key" in each:
                    yield str(each["key"]), found.line((*at, "stages", i, "questions", j, "key"))


def _list(data: Any, name: str) -> list[Any]:
    """The things of a list; none where it is no such list."""
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def write_folder(bundle: Bundle, folder: Path) -> None:
    """Put a course's files into a folder that need not be there yet."""
    for path, data in bundle.files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def as_package(bundle: Bundle) -> bytes:
    """A zip of a course in a folder of its own: the same bytes for the same files."""
    return write_zip({f"{bundle.course}/{path}": data for path, data in bundle.files().items()})
