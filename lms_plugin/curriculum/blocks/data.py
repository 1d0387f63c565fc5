"""A spec as the data that we would write in a file: no defaults, numbers as numbers, long texts with ended lines."""

from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter, ValidationError

from lms_plugin.curriculum.blocks.shapes import ITEM
from lms_plugin.curriculum.cases import AnyItemSpec, CaseSpec
from lms_plugin.curriculum.yaml_files import plain_value
from lms_plugin.questions.exact import exact_text, is_decimal
from lms_plugin.questions.specs import QuestionSpec, Spec

_ANY: TypeAdapter[Any] = TypeAdapter(AnyItemSpec)


def question_data(spec: QuestionSpec | CaseSpec) -> dict[str, Any]:
    """The minimal data of a question or case: reading it gives the spec again."""
    data = _fields(spec)
    if data.get("points") == 0 and _says({name: data[name] for name in data if name != "points"}, spec):
        del data["points"]
    return {name: data[name] for name in ITEM.sort(data, data)}


def _says(data: dict[str, Any], spec: QuestionSpec | CaseSpec) -> bool:
    try:
        return bool(_ANY.validate_python(data) == spec)
    except ValidationError:
        return False


def _fields(spec: Spec) -> dict[str, Any]:
    """The fields that are not as they would be if they were left out."""
    data = {}
    for name, field in type(spec).model_fields.items():
        value = getattr(spec, name)
        if field.is_required() or value != field.get_default(call_default_factory=True):
            data[field.alias or name] = plain_value(value) if name == "tolerance" else _plain(value)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Spec):
        return _fields(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Fraction):
        return plain_value(exact_text(value)) if is_decimal(value) else exact_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value + "\n" if isinstance(value, str) and "\n" in value else value
