"""Flaws in the situation that the questions of a case share."""

from lms_plugin.curriculum.cases import CaseSpec
from lms_plugin.curriculum.flaws.content import find_details
from lms_plugin.curriculum.flaws.flaw import Flaw
from lms_plugin.curriculum.flaws.rules import is_english
from lms_plugin.curriculum.flaws.words import plain
from lms_plugin.curriculum.yaml_files import Place


def find_case_flaws(case: CaseSpec, *, language: str = "en-US") -> tuple[Flaw, ...]:
    """The flaws of a case's own texts; those of its questions are found one by one. Never raises."""
    if case.retired or not is_english(language):
        return ()
    texts: list[tuple[str, Place]] = [(case.stimulus, ("stimulus",))]
    texts += [(item.text, ("exhibits", index, "text")) for index, item in enumerate(case.exhibits)]
    texts += [(stage.reveal or "", ("stages", index, "reveal")) for index, stage in enumerate(case.stages)]
    return tuple(find_details((plain(text), at) for text, at in texts))
