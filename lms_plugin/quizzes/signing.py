"""Signing the statements of an attempt: nothing is handed in before each is agreed to, and named where it says so."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.services import current_publication, get_course_view, get_quiz, render_text
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.digests import digest
from lms_plugin.quizzes.attempts import Sheet
from lms_plugin.quizzes.errors import NotSignedError
from lms_plugin.quizzes.models import Attempt, Attestation
from lms_plugin.quizzes.papers import Paper

LONGEST = 200


@dataclass(frozen=True)
class Signature:
    """The name that was typed, and the one that the LMS gave, if it did."""

    typed: str = ""
    known: str | None = None


def statements(sheet: Sheet) -> Sequence[tuple[int, Mapping[str, object]]]:
    """The statements that an attempt asks to agree to: number and shown part."""
    quiz = get_quiz(sheet.paper.quiz)
    asked = ((number, quiz.question(each.key)) for number, each in enumerate(sheet.paper.asked, 1))
    return [(number, shown) for number, shown in asked if shown["type"] == "attestation"]


def is_unsigned(attempt: Attempt) -> bool:
    """Whether clock or date handed in what asks for a signature: they sign nothing, so it is not complete."""
    if attempt.submitted_by == "learner":
        return False
    paper = Paper.from_json(attempt.paper)
    quiz = get_quiz(paper.quiz)
    return any(quiz.question(each.key)["type"] == "attestation" for each in paper.asked)


def wants_name(sheet: Sheet) -> bool:
    """Whether a statement is signed with a typed name."""
    return any(shown["typed_name"] for _, shown in statements(sheet))


def check_signature(sheet: Sheet, signature: Signature) -> None:
    """Raise NotSignedError unless every statement is agreed to and, where it asks for it, named."""
    open_ones = [number for number, shown in statements(sheet) if not sheet.is_answered(str(shown["key"]))]
    if open_ones:
        numbers = " and ".join(str(number) for number in open_ones)
        raise NotSignedError(f"You have not agreed to the statement in question {numbers} yet.")
    if not wants_name(sheet):
        return
    typed = " ".join(signature.typed.split())
    if not typed:
        raise NotSignedError("Type your name to sign.")
    if len(typed) > LONGEST:
        raise NotSignedError(f"A name has at most {LONGEST} characters.")
    if signature.known is not None and _plain(typed) != _plain(signature.known):
        raise NotSignedError(f"You typed “{typed}”. Your LMS knows you as “{signature.known}”. Type that name.")


def _plain(name: str) -> str:
    """A name without case, accents and double spaces: what is compared."""
    bare = unicodedata.normalize("NFKD", name)
    return " ".join("".join(sign for sign in bare if unicodedata.category(sign) != "Mn").casefold().split())


def record_signatures(learner: Learner, sheet: Sheet, signature: Signature, *, now: datetime) -> None:
    """Write a signature for each statement, in the caller's transaction."""
    found = statements(sheet)
    if not found:
        return
    attempt = sheet.attempt
    offer = current_publication(learner.tenant_id, get_course_view(attempt.publication_id).key)
    slots = offer.slots if offer is not None else {}
    for _, shown in found:
        db.session.add(
            Attestation(
                id=new_id(),
                tenant_id=learner.tenant_id,
                context_id=attempt.context_id,
                user_id=attempt.user_id,
                activity_id=attempt.activity_id,
                cycle=attempt.cycle,
                attempt_id=attempt.id,
                question_key=shown["key"],
                edition=shown["edition"],
                publication_id=attempt.publication_id,
                printed_name=" ".join(signature.typed.split()) or signature.known or "",
                meaning="agreed",
                text_digest=digest(str(render_text(str(shown["statement"]), slots))),
                signed_at=now,
            )
        )
