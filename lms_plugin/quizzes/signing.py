"""Signing the statements of an attempt: nothing is handed in before each is agreed to, and named where it says so."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum.services import current_publication, get_course_view, get_quiz
from lms_plugin.curriculum.slots import IN_TEXT
from lms_plugin.progress.learner import Learner
from lms_plugin.questions.attestation import statement_hash
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


def statements(paper: Paper) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """The statements that a paper asks to agree to: number and shown part."""
    quiz = get_quiz(paper.quiz)
    asked = ((number, quiz.question(each.key)) for number, each in enumerate(paper.asked, 1))
    return [(number, shown) for number, shown in asked if shown["type"] == "attestation"]


def wants_name(sheet: Sheet) -> bool:
    """Whether a statement is signed with a typed name."""
    return any(shown["typed_name"] for _, shown in statements(sheet.paper))


def not_agreed(sheet: Sheet) -> list[int]:
    """The numbers of the statements that are not agreed to yet."""
    return [number for number, shown in statements(sheet.paper) if not sheet.is_answered(shown["key"])]


def is_unsigned(attempt: Attempt) -> bool:
    """Whether it was handed in though a statement in it was not signed: clock and date come by without a name.

    Whatever its marks come to, such an attempt is not passed, and completes nothing.
    """
    by_itself = attempt.submitted_by is not None and attempt.submitted_by != "learner"
    return by_itself and bool(statements(Paper.from_json(attempt.paper)))


def slots_of(learner: Learner, attempt: Attempt) -> Mapping[str, str]:
    """The hospital's words in the texts of the course that an attempt belongs to, as they are now. One statement."""
    offer = current_publication(learner.tenant_id, get_course_view(attempt.publication_id).key)
    return offer.slots if offer is not None else {}


def in_words(shown: Mapping[str, Any], slots: Mapping[str, str]) -> Mapping[str, Any]:
    """A shown part as a hospital's people read it: a statement comes with the words for its slots."""
    if shown["type"] != "attestation":
        return shown
    keys = sorted(set(IN_TEXT.findall(shown["statement"])))
    return {**shown, "words": {key: slots.get(key, "") for key in keys}}


def as_read(learner: Learner, attempt: Attempt, shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same; the words are looked up for a statement alone."""
    return in_words(shown, slots_of(learner, attempt)) if shown["type"] == "attestation" else shown


def check_signature(learner: Learner, sheet: Sheet, signature: Signature) -> None:
    """Raise NotSignedError unless every statement is agreed to as it stands now and, where it asks for it, named."""
    found = statements(sheet.paper)
    if not found:
        return
    if open_ones := not_agreed(sheet):
        raise NotSignedError(f"You have not agreed to the statement in question {_listed(open_ones)} yet.")
    if changed := _changed(learner, sheet, found):
        raise NotSignedError(
            f"The statement in question {_listed(changed)} has changed since you agreed. Read it again and agree."
        )
    if not wants_name(sheet):
        return
    typed = " ".join(signature.typed.split())
    if not typed:
        raise NotSignedError("Type your name to sign.")
    if len(typed) > LONGEST:
        raise NotSignedError(f"A name has at most {LONGEST} characters.")
    if signature.known is not None and _plain(typed) != _plain(signature.known):
        raise NotSignedError(f"You typed “{typed}”. Your LMS knows you as “{signature.known}”. Type that name.")


def _changed(learner: Learner, sheet: Sheet, found: Sequence[tuple[int, Mapping[str, Any]]]) -> list[int]:
    """The statements that read otherwise by now. What is locked stays agreed to as it was: no way leads back."""
    slots, locks = slots_of(learner, sheet.attempt), sheet.locks
    return [
        number
        for number, shown in found
        if locks.standing(sheet.paper.asked[number - 1]) == "open"
        and _agreed_to(sheet, shown["key"]) != statement_hash(in_words(shown, slots))
    ]


def _agreed_to(sheet: Sheet, key: str) -> str:
    """The hash of the statement that the answer to a question agrees to."""
    return str((sheet.responses[key].value or {}).get("statement", ""))


def _listed(numbers: Sequence[int]) -> str:
    return " and ".join(str(number) for number in numbers)


def _plain(name: str) -> str:
    """A name without case, accents and double spaces: what is compared."""
    bare = unicodedata.normalize("NFKD", name)
    return " ".join("".join(sign for sign in bare if unicodedata.category(sign) != "Mn").casefold().split())


def record_signatures(learner: Learner, sheet: Sheet, signature: Signature, *, now: datetime) -> None:
    """Write a signature for each statement, in the caller's transaction."""
    attempt = sheet.attempt
    for _, shown in statements(sheet.paper):
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
                text_digest=_agreed_to(sheet, shown["key"]),
                signed_at=now,
            )
        )
