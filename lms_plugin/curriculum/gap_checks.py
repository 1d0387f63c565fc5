"""What only rendered Markdown shows of a cloze: a gap that stands where nobody could fill it."""

import re
from collections.abc import Iterator

from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.rendering import render_text
from lms_plugin.questions.cloze import ClozeSpec
from lms_plugin.questions.gaps import GAP

_MARK = "\ue000"
_LINK = re.compile(r"<a\b.*?</a>", re.DOTALL)


def gap_faults(course: Course) -> Iterator[ContentError]:
    """Gaps within links, their addresses and pictures: a page has no field there."""
    for written in course.questions():
        if isinstance(written.spec, ClozeSpec):
            html = str(render_text(GAP.sub(_MARK, written.spec.text), {}))
            if _LINK.sub("", html).count(_MARK) != len(written.spec.gaps):
                problem = "a gap stands in a link or a picture, where nobody can fill it"
                yield written.source.error((*written.at, "text"), problem, "Put it beside")
