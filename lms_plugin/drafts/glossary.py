"""The glossary of a hospital's own course: its `glossary.yaml`, term by term. The caller commits."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lms_plugin.core.audit.services import Person
from lms_plugin.curriculum.blocks.lists import edit_list
from lms_plugin.curriculum.blocks.shapes import TERM
from lms_plugin.curriculum.writing_keys import make_key
from lms_plugin.curriculum.yaml_files import read_yaml
from lms_plugin.drafts.errors import DraftNotFoundError, TermUsedError
from lms_plugin.drafts.files import add_draft, change_text, get_draft, is_own_file, list_drafts
from lms_plugin.drafts.media import lock_course
from lms_plugin.drafts.publishing import published_texts

PATH = "glossary.yaml"
_USED = re.compile(r"\[\[([a-z0-9-]+)")
Term = dict[str, Any]


def list_terms(tenant_id: UUID, course_key: str) -> list[Term]:
    """The terms as they are written. Raises UnreadableError."""
    if not is_own_file(tenant_id, course_key, PATH):
        return []
    return _terms(get_draft(tenant_id, course_key, PATH).text)


def get_term(tenant_id: UUID, course_key: str, key: str) -> Term:
    """One term. Raises DraftNotFoundError."""
    found = next((each for each in list_terms(tenant_id, course_key) if each.get("key") == key), None)
    if found is None:
        raise DraftNotFoundError("There is no such term.")
    return found


def save_term(author: Person, course_key: str, key: str | None, data: Mapping[str, Any], *, now: datetime) -> str:
    """Write the fields of a term that has a key, or of a new one, whose key is made of its words; its key.

    What `data` does not speak of stays as it is; None takes a field out. Raises DraftNotFoundError.
    """
    lock_course(author, course_key)
    if not is_own_file(author.tenant_id, course_key, PATH):
        add_draft(author, course_key, PATH, "[]\n", now=now)
    terms = list_terms(author.tenant_id, course_key)
    if key is not None:
        get_term(author.tenant_id, course_key, key)
        after = [_with(each, data) if each.get("key") == key else each for each in terms]
        _write(author, course_key, "Changed a term", after, now)
        return key
    made = make_key(str(data.get("term", "")), [str(each.get("key")) for each in terms], otherwise="term")
    _write(author, course_key, "Added a term", [*terms, _with({"key": made}, data)], now)
    return made


def remove_term(author: Person, course_key: str, key: str, *, now: datetime) -> None:
    """Take a term out that nothing uses. Raises TermUsedError, DraftNotFoundError."""
    lock_course(author, course_key)
    get_term(author.tenant_id, course_key, key)
    if key in used_terms(author.tenant_id, course_key):
        raise TermUsedError("A lesson uses this term.")
    terms = [each for each in list_terms(author.tenant_id, course_key) if each.get("key") != key]
    _write(author, course_key, "Removed a term", terms, now)


def used_terms(tenant_id: UUID, course_key: str) -> frozenset[str]:
    """The keys that some text of the course uses, as it is now or as it was published last."""
    texts = [*(draft.text for draft in list_drafts(tenant_id, course_key)), *published_texts(course_key).values()]
    return frozenset(key for text in texts for key in _USED.findall(text))


def _with(term: Term, data: Mapping[str, Any]) -> Term:
    return {name: value for name, value in {**term, **data}.items() if value is not None}


def _terms(text: str) -> list[Term]:
    data = read_yaml(text).data
    return [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []


def _write(author: Person, course_key: str, what: str, terms: list[Term], now: datetime) -> None:
    change_text(author, course_key, PATH, what, lambda text: edit_list(text, terms, TERM), now=now)
