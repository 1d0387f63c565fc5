"""The form of an entry of a course's references or glossary: filled, read, checked and saved in one way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import request

from lms_plugin.authoring.checking import Fault, FormSource, as_faults
from lms_plugin.authoring.editing import QuestionForm
from lms_plugin.authoring.editor import author
from lms_plugin.authoring.question_forms.fields import Field
from lms_plugin.authoring.question_forms.filling import fill
from lms_plugin.authoring.question_forms.reading import read_form
from lms_plugin.core.web.viewer import get_viewer
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.specs import ReferenceSpec, TermSpec
from lms_plugin.curriculum.wording import validate
from lms_plugin.curriculum.yaml_files import YamlText
from lms_plugin.drafts.errors import ChangedSinceError
from lms_plugin.drafts.keyed_lists import KeyedList, digest_of_entry
from lms_plugin.drafts.media import check_own

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class EntryForm:
    """`kept` is the list, `layout` the fields of an entry, and `spec` what they have to be."""

    kept: KeyedList
    layout: tuple[Field, ...]
    spec: type[ReferenceSpec] | type[TermSpec]

    def entry(self, course: str, key: str) -> Data:
        """The entry as it stands; empty for a new one. Raises DraftNotFoundError."""
        return self.kept.get(get_viewer().tenant_id, course, key) if key else {}

    def base(self, course: str, key: str) -> str:
        """What a save of the form has to say it began from; "" for a new entry."""
        return digest_of_entry(self.entry(course, key)) if key else ""

    def filled(self, data: Data, faults: tuple[Fault, ...] = ()) -> QuestionForm:
        """The form with these data, and what is wrong in them."""
        return QuestionForm(kind="", kind_name="", parts=fill(self.layout, data), faults=faults, asked=None)

    def typed(self, course: str) -> tuple[str, Data, tuple[Fault, ...]]:
        """The key of the entry, "" for a new one, what was typed, and what does not fit."""
        key = request.form.get("key", "")
        check_own(get_viewer().tenant_id, course)
        data = read_form(self.layout, request.form, self.entry(course, key))
        errors: list[ContentError] = []
        validate(self.spec, FormSource("", YamlText({"key": "a", **data}, {})), errors)
        return key, data, as_faults(errors)

    def save(self, course: str, key: str, data: Data) -> str:
        """Save it; its key. Raises ChangedSinceError, DraftNotFoundError."""
        fields = {field.name: data.get(field.name) for field in self.layout}
        base, now = request.form.get("base", ""), datetime.now(UTC)
        return self.kept.save(author(), course, key or None, fields, base=base, now=now)

    def clash(self, error: ChangedSinceError) -> str:
        """What is said where somebody else changed the entry."""
        words = f"Somebody else changed this {self.kept.noun} meanwhile: “{error.theirs}”."
        return f"{words} What you typed is below. Save it to put it in place of theirs."
