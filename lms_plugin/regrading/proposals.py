"""What a regrade is to do: which question of which publications, by which rule. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from lms_plugin.questions.specs import QuestionSpec

RuleName = Literal["remark", "either_key", "credit_all", "drop"]
RULES: tuple[RuleName, ...] = get_args(RuleName)
BY_KEY = ("remark", "either_key")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Attempts at `spec.key` in all courses of a hospital's LMSs, of the edition that `spec` has.

    `spec` is the question as the `target` publication has it; its key decides with `remark` and `either_key`. With
    `never_lower` an attempt whose score would fall stays as it is. `since` and `until` bound when attempts were handed
    in, the second exclusive; `publications` are those that attempts began on, all where none is named.
    """

    tenant_id: UUID
    course_key: str
    rule: RuleName
    never_lower: bool
    target: UUID
    spec: QuestionSpec
    since: datetime | None = None
    until: datetime | None = None
    publications: frozenset[UUID] = frozenset()

    @property
    def question(self) -> str:
        """The question's key."""
        return self.spec.key

    def fits(self, paper: Mapping[str, Any]) -> bool:
        """Whether a stored paper has the question, in this edition: another edition is another question."""
        asked = (item for item in paper["questions"] if item["key"] == self.question)
        return any(item["edition"] == self.spec.edition for item in asked)

    def to_json(self) -> dict[str, Any]:
        """What was asked for, for the digest and for the record."""
        return {
            "target": str(self.target),
            "edition": self.spec.edition,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "publications": sorted(str(each) for each in self.publications),
        }


def read_rule(text: str | None) -> RuleName | None:
    """A rule by its name; None where it is none."""
    return next((rule for rule in RULES if rule == text), None)
