"""What the pages send: a rule and its bounds in the address, and the reason with what was previewed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms_plugin.regrading.proposals import RuleName, read_rule


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A rule with its bounds as they stand in an address. Days are the hospital's, both included."""

    rule: RuleName
    never_lower: bool
    since: date | None
    until: date | None

    @property
    def address(self) -> dict[str, str]:
        """As query parameters; what does not apply is left out."""
        said = {"rule": str(self.rule), "never_lower": "1" if self.never_lower else ""}
        days = {"since": self.since, "until": self.until}
        said |= {name: day.isoformat() for name, day in days.items() if day is not None}
        return {name: value for name, value in said.items() if value}

    def bounds(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The first moment of the first day, and that after the last one."""
        after = self.until + timedelta(days=1) if self.until is not None and self.until < date.max else None
        since = datetime.combine(self.since, time(), zone) if self.since is not None else None
        return since, datetime.combine(after, time(), zone) if after is not None else None


def read_asked(values: Mapping[str, str]) -> Asked | None:
    """What an address or form asks for; None where it names no rule, or a day that is none."""
    rule = read_rule(values.get("rule"))
    try:
        since, until = (_day(values.get(name, "")) for name in ("since", "until"))
    except ValueError:
        return None
    if rule is None:
        return None
    return Asked(rule=rule, never_lower=bool(values.get("never_lower")), since=since, until=until)


def _day(text: str) -> date | None:
    day = date.fromisoformat(text) if text else None
    if day is not None and not 2 <= day.year <= 9998:  # zones move a day over the end of the calendar
        raise ValueError(text)
    return day
