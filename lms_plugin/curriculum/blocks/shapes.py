"""In which order the fields of a file are written: that of the specs, a question's housekeeping last."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast, get_args, get_origin

from lms_plugin.curriculum.cases import AnyItemSpec
from lms_plugin.curriculum.specs import CourseSpec, LessonSpec, ModuleSpec, QuizSpec, ReferenceSpec, TermSpec
from lms_plugin.questions.specs import QuestionSpec, Spec

_COMMON = tuple(QuestionSpec.model_fields)
_FIRST = _COMMON[: _COMMON.index("stem") + 1]
_LAST = ("feedback", "hints", "hint_cost", "rationale")


@dataclass(frozen=True)
class Shape:
    """The specs that may stand at a place; none where any field may."""

    models: tuple[type[Spec], ...] = ()

    def names(self, data: dict[str, Any]) -> tuple[str, ...]:
        """The fields there may be, in the order in which they are written."""
        model = self._model(data)
        return () if model is None else tuple(_said(model, name) for name in _ordered(model))

    def inside(self, data: dict[str, Any], name: str) -> "Shape":
        """What may stand in a field, or in the items of its list."""
        model = self._model(data)
        fields = {} if model is None else {_said(model, key): model.model_fields[key] for key in model.model_fields}
        return Shape(_specs(cast("Hashable", fields[name].annotation))) if name in fields else Shape()

    def sort(self, names: Iterable[str], data: dict[str, Any]) -> list[str]:
        """Names in the order in which they are written; those that are unknown last."""
        order = {name: number for number, name in enumerate(self.names(data))}
        return sorted(names, key=lambda name: order.get(name, len(order)))

    def _model(self, data: dict[str, Any]) -> type[Spec] | None:
        fitting = [model for model in self.models if _type_word(model) == data.get("type")]
        many = len(self.models) > 1
        if many and not fitting:  # none says its type, so the one that knows the most of what is there
            return max(self.models, key=lambda model: len(model.model_fields.keys() & data.keys()))
        return next(iter(fitting or self.models), None)


def _ordered(model: type[Spec]) -> tuple[str, ...]:
    if not issubclass(model, QuestionSpec):
        return tuple(model.model_fields)
    own = tuple(name for name in model.model_fields if name not in _COMMON)
    return _FIRST + own + _LAST + tuple(name for name in _COMMON if name not in _FIRST + _LAST)


def _said(model: type[Spec], name: str) -> str:
    return model.model_fields[name].alias or name


def _type_word(model: type[Spec]) -> str | None:
    field = model.model_fields.get("type")
    args = get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()
    return str(args[0]) if args else None


@lru_cache(maxsize=256)
def _specs(annotation: Hashable) -> tuple[type[Spec], ...]:
    """The specs that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return (annotation,)
    return tuple(spec for part in get_args(annotation) for spec in _specs(cast("Hashable", part)))


ITEM = Shape(_specs(cast("Hashable", AnyItemSpec)))
QUIZ = Shape((QuizSpec,))
LESSON = Shape((LessonSpec,))
COURSE = Shape((CourseSpec,))
MODULE = Shape((ModuleSpec,))
REFERENCE = Shape((ReferenceSpec,))
TERM = Shape((TermSpec,))
