"""What was read, item by item, before anything is saved (content-format.md section 6, "Report")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lms_plugin.exchange.names import fingerprint

Verdict = Literal["kept", "changed", "draft", "left_out"]
VERDICTS: tuple[Verdict, ...] = ("kept", "changed", "draft", "left_out")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One item. `place` is "line 12" or "row 7", `source` its text, cut. `data` is a question as data: valid where it
    was kept or changed, incomplete but editable in a draft, None where it was left out."""

    place: str
    source: str
    verdict: Verdict
    notes: tuple[str, ...] = ()
    data: Mapping[str, Any] | None = None

    @property
    def fingerprint(self) -> str:
        """The same each time the same text is read, whatever stands around it; "" where nothing came of it."""
        return fingerprint(self.source) if self.data is not None else ""


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """All that was found in one text or file. `encoding` says how its letters were read where that had to be guessed,
    `notes` hold for the whole."""

    format: str
    encoding: str = ""
    rows: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def count(self, verdict: Verdict) -> int:
        """How many items have this verdict."""
        return sum(row.verdict == verdict for row in self.rows)

    def summary(self) -> str:
        """Such as "30 found: 24 kept, 4 changed, 1 draft, 1 left out."."""
        kept, changed, draft, left_out = (self.count(verdict) for verdict in VERDICTS)
        drafts = "draft" if draft == 1 else "drafts"
        return f"{len(self.rows)} found: {kept} kept, {changed} changed, {draft} {drafts}, {left_out} left out."
