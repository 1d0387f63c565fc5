"""New lessons and quizzes in a module of a hospital's own course; the module lists them once they are published."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.editing import edit_fields
from lms_plugin.curriculum.blocks.shapes import MODULE
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_fields
from lms_plugin.drafts.files import add_draft, change_text, get_draft, list_drafts
from lms_plugin.drafts.media import lock_own
from lms_plugin.drafts.services import quoted

Kind = Literal["lesson", "quiz"]
FOLDERS: Mapping[Kind, tuple[str, str]] = {"lesson": ("lessons", ".md"), "quiz": ("quizzes", ".yaml")}


def add_step(author: Person, course_key: str, module: str, kind: Kind, title: str, *, now: datetime) -> str:
    """A lesson or quiz with nothing but its title in a module; its path. Raises DraftNotFoundError."""
    lock_own(author, course_key)
    head = read_fields(get_draft(author.tenant_id, course_key, f"modules/{module}/module.yaml").text)
    folder, suffix = FOLDERS[kind]
    paths = [draft.path for draft in list_drafts(author.tenant_id, course_key)]
    taken = {path.rpartition("/")[2].removesuffix(suffix) for path in paths}
    path = f"modules/{module}/{folder}/{make_key(title, taken, otherwise=kind)}{suffix}"
    if kind == "quiz":
        text = f"title: {quoted(title)}\npurpose: module_quiz\nquestions: []\n"
    else:
        listed = head.get("objectives")
        first = listed[0] if isinstance(listed, list) and listed else {}
        objective = str(first.get("key", "")) if isinstance(first, dict) else ""
        text = f"---\ntitle: {quoted(title)}\nobjective: {objective}\nminutes: 5\n---\n\n"
    add_draft(author, course_key, path, text, now=now)
    return path


def step_of(path: str) -> tuple[str, Kind, str] | None:
    """Module, kind and key of a step; None for what stands in no module's order."""
    parts = path.split("/")
    for kind, (folder, suffix) in FOLDERS.items():
        if len(parts) == 4 and parts[0] == "modules" and parts[2] == folder and path.endswith(suffix):
            return parts[1], kind, parts[3].removesuffix(suffix)
    return None


def with_steps(texts: Mapping[str, str], paths: Collection[str]) -> dict[str, str]:
    """The texts with each of `paths` that is a step listed by its module: lessons behind the last one, quizzes last."""
    done = dict(texts)
    for path in sorted(paths):
        step = step_of(path)
        home = f"modules/{step[0]}/module.yaml" if step else ""
        if step and path in done and home in done:
            done[home] = _listed(done[home], step[1], step[2])
    return done


def list_steps(author: Person, course_key: str, paths: Collection[str], *, now: datetime) -> None:
    """The same for the drafts of the modules, once the steps are published."""
    for path in paths:
        step = step_of(path)
        if step:
            _, kind, key = step

            def change(text: str, kind: Kind = kind, key: str = key) -> str:
                return _listed(text, kind, key)

            change_text(author, course_key, f"modules/{step[0]}/module.yaml", f"Listed “{key}”", change, now=now)


def _listed(text: str, kind: Kind, key: str) -> str:
    contents = read_fields(text).get("contents")
    if not isinstance(contents, list) or any(isinstance(each, dict) and each.get(kind) == key for each in contents):
        return text
    lessons = [place for place, each in enumerate(contents, 1) if isinstance(each, dict) and "lesson" in each]
    place = (lessons[-1] if lessons else 0) if kind == "lesson" else len(contents)
    return edit_fields(text, {"contents": [*contents[:place], {kind: key}, *contents[place:]]}, MODULE)
