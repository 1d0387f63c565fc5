"""The question types there are, and a question put together from what is stored of it."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, TypeAdapter

from lms_plugin.questions.attestation import AttestationSpec
from lms_plugin.questions.categorise import CategoriseSpec
from lms_plugin.questions.cloze import ClozeSpec
from lms_plugin.questions.free_text import FreeTextSpec
from lms_plugin.questions.hotspot import HotspotSpec
from lms_plugin.questions.matching import MatchingSpec
from lms_plugin.questions.matrix import MatrixSpec
from lms_plugin.questions.multiple_response import MultipleResponseSpec
from lms_plugin.questions.numeric import NumericSpec
from lms_plugin.questions.ordering import OrderingSpec
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion
from lms_plugin.questions.scale import ScaleSpec
from lms_plugin.questions.short_text import ShortTextSpec
from lms_plugin.questions.single_choice import SingleChoiceSpec
from lms_plugin.questions.specs import QuestionSpec, Response
from lms_plugin.questions.true_false import TrueFalseSpec

AnyQuestionSpec = Annotated[
    SingleChoiceSpec
    | MultipleResponseSpec
    | TrueFalseSpec
    | MatchingSpec
    | CategoriseSpec
    | OrderingSpec
    | MatrixSpec
    | NumericSpec
    | ShortTextSpec
    | ClozeSpec
    | ScaleSpec
    | FreeTextSpec
    | AttestationSpec
    | HotspotSpec,
    Discriminator("type"),
]
TYPES: Mapping[str, type[QuestionSpec]] = {
    "single_choice": SingleChoiceSpec,
    "multiple_response": MultipleResponseSpec,
    "true_false": TrueFalseSpec,
    "matching": MatchingSpec,
    "categorise": CategoriseSpec,
    "ordering": OrderingSpec,
    "matrix": MatrixSpec,
    "numeric": NumericSpec,
    "short_text": ShortTextSpec,
    "cloze": ClozeSpec,
    "scale": ScaleSpec,
    "free_text": FreeTextSpec,
    "attestation": AttestationSpec,
    "hotspot": HotspotSpec,
}
SUPPORTED_TYPES = tuple(TYPES)
# Words of the format that a file may use and this version refuses by name.
LATER_TYPES = frozenset({"bow_tie", "highlight"})
_ANY: TypeAdapter[AnyQuestionSpec] = TypeAdapter(AnyQuestionSpec)


def read_question(data: object) -> AnyQuestionSpec:
    """A question from plain data. Raises pydantic.ValidationError."""
    return _ANY.validate_python(data)


def join_question(shown: Mapping[str, Any], key: Mapping[str, Any]) -> AnyQuestionSpec:
    """The whole question, exactly as it was, from its shown part and its key part."""
    return read_question(TYPES[shown["type"]].join(shown, key))


def render_shown(shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
    """What a template needs, from the shown part alone; file order without a ranking."""
    return TYPES[shown["type"]].render_shown(shown, ranking)


def check_response_shown(shown: Mapping[str, Any], value: object) -> Response:
    """The canonical response to a shown question, `{}` for an emptied one. Raises ResponseError; never marks."""
    return TYPES[shown["type"]].check_shown(shown, value)
