"""Places in a picture are chosen by name too, so a name must say where a place is and not what is there."""

import re
from collections.abc import Iterator

from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.questions.hotspot import HotspotSpec

_WORD = re.compile(r"[^\W\d_]{4,}")
_WHERE = frozenset(
    re.findall(
        r"\w+",
        "above back behind below beneath beside between bottom center centre corner edge foreground front background "
        "inner left lower middle near next outer over part picture right side under upper with",
    )
)


def label_warnings(course: Course) -> Iterator[ContentError]:
    """Labels of right regions with a word of the rationale or of the words for a right answer that no other has."""
    for written in course.questions():
        spec = written.spec
        if isinstance(spec, HotspotSpec) and not spec.retired:
            for index, word in _telling(spec):
                problem = f"the label says '{word}', as the rationale does: it may name the answer"
                at = (*written.at, "regions", index, "label")
                yield written.source.error(at, problem, "Say where the place is, not what is there")


def _telling(spec: HotspotSpec) -> Iterator[tuple[int, str]]:
    said = spec.feedback.right if spec.feedback is not None else None
    reasons = _words(f"{spec.rationale or ''} {said or ''}")
    for index, region in enumerate(spec.regions):
        others = {word for other in spec.regions if other is not region for word in _words(other.label)}
        found = sorted((_words(region.label) & reasons) - others - _WHERE)
        if region.correct and found:
            yield index, found[0]


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
