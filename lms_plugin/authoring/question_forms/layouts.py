"""The form of each question type, whole, and what the type is called."""

from collections.abc import Mapping

from lms_plugin.authoring.question_forms.case_fields import CASE
from lms_plugin.authoring.question_forms.common_fields import HEAD, TAIL
from lms_plugin.authoring.question_forms.fields import Part
from lms_plugin.authoring.question_forms.own_fields import OWN

KINDS: Mapping[str, str] = {
    "single_choice": "Single choice",
    "multiple_response": "Several answers",
    "true_false": "True or false",
    "matching": "Matching",
    "categorise": "Sorting into categories",
    "ordering": "Ordering",
    "matrix": "Grid",
    "numeric": "Number",
    "short_text": "Short text",
    "cloze": "Text with gaps",
    "hotspot": "Places in a picture",
    "scale": "Rating scale",
    "free_text": "Free text",
    "attestation": "Statement to sign",
    "case": "Case",
}

# What has a form: the types of questions, and the case, which is none.
FORMS = (*OWN, "case")


def layout_of(kind: str) -> tuple[Part, ...]:
    """The form of a type; of one that has no fields of its own here, what all have in common."""
    if kind == "case":
        return CASE
    return (*HEAD, *OWN.get(kind, ()), *TAIL)
