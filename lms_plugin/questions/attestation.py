"""attestation: a statement that a person agrees to, and signs with their name where it says so."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from lms_plugin.questions.answers import fields_of
from lms_plugin.questions.digests import digest
from lms_plugin.questions.errors import ResponseError
from lms_plugin.questions.marks import Mark
from lms_plugin.questions.ranking import Ranking
from lms_plugin.questions.rendered import RenderedQuestion, basics
from lms_plugin.questions.specs import Json, Response, Text
from lms_plugin.questions.unscored import UnscoredSpec

_HASH = re.compile(r"[0-9a-f]{64}")


class AttestationSpec(UnscoredSpec):
    """Response: `{"agreed": true, "statement": "<hash>"}`, the hash of the statement that was on the page.

    Name and time go into the record of the signature, not into the response.
    """

    shown_fields: ClassVar[frozenset[str]] = frozenset({"statement", "typed_name"})
    deciding_fields: ClassVar[frozenset[str]] = frozenset({"statement"})

    type: Literal["attestation"]
    statement: Text
    typed_name: bool = True

    @classmethod
    def check_shown(cls, shown: Mapping[str, Any], value: object) -> Response:
        given = fields_of(value, {"agreed", "statement"})
        agreed, statement = given.get("agreed", False), given.get("statement")
        if not isinstance(agreed, bool):
            raise ResponseError("This answer must say whether you agree.")
        if not agreed:
            return {}
        if not isinstance(statement, str) or not _HASH.fullmatch(statement):
            raise ResponseError("This answer must name the statement that it agrees to.")
        if statement != statement_hash(shown):
            raise ResponseError("The statement is another one now. Read it again, and then agree.")
        return {"agreed": True, "statement": statement}

    @classmethod
    def render_shown(cls, shown: Mapping[str, Any], ranking: Ranking | None) -> RenderedQuestion:
        return RenderedQuestion(**basics(shown), text=shown["statement"], statement=statement_hash(shown))

    def mark(self, response: Response | None) -> Mark:
        return Mark(credit=None, answered=bool(response))

    def full_response(self) -> Response:
        return {"agreed": True, "statement": statement_hash(self.shown())}

    def deciding(self) -> Json:
        return super().deciding() | {"typed_name": self.typed_name}


def statement_hash(shown: Mapping[str, Any]) -> str:
    """Of the statement as it is read: its author's text and, where it has slots, a hospital's `words` in them."""
    words = shown.get("words")
    return digest({"statement": shown["statement"], "words": words}) if words else digest(shown["statement"])
