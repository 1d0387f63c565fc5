"""When a quiz opens, is due and closes for one person, and what that lets happen. No I/O."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from lms_plugin.curriculum.dates import AfterSpec, moment_of
from lms_plugin.curriculum.policies import Policy

NO_TIME = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What dates are reckoned from: the course's `zone`, the person's first launch, the due date that the LMS sent."""

    zone: tzinfo
    first_launch: datetime | None = None
    lms_due: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Window:
    """The moments of a quiz for one person, in UTC. None: no such moment, or not known yet."""

    opens: datetime | None = None
    due: datetime | None = None
    closes: datetime | None = None

    def is_before(self, now: datetime) -> bool:
        """It has not opened yet."""
        return self.opens is not None and now < self.opens

    def is_due_over(self, now: datetime) -> bool:
        """The due date has come: what waited for it opens."""
        return self.due is not None and now >= self.due

    def is_late(self, handed_in: datetime) -> bool:
        """What is handed in then is late."""
        return self.due is not None and handed_in > self.due

    def is_closed(self, now: datetime) -> bool:
        """No try may begin any more."""
        return self.closes is not None and now >= self.closes


ALWAYS = Window()


def make_window(policy: Policy, facts: Facts, extra: timedelta = NO_TIME) -> Window:
    """The moments of a quiz. `extra` time, given to a person, moves the due date and the end, never the beginning."""
    own = _moment(policy.due, facts, at_end=True)
    due = {
        "lms": facts.lms_due or own,
        "earliest": min((each for each in (own, facts.lms_due) if each is not None), default=None),
    }.get(policy.due_source or "own", own)
    found = Window(
        opens=_moment(policy.opens, facts, at_end=False),
        due=due,
        closes=_moment(policy.closes, facts, at_end=True),
    )
    if not extra:
        return found
    later = {name: moment + extra for name in ("due", "closes") if (moment := getattr(found, name)) is not None}
    return replace(found, **later)


def wants_facts(policy: Policy) -> bool:
    """Whether the dates hang on a launch, so that there is something to read."""
    rules = (policy.opens, policy.due, policy.closes)
    return policy.due_source in ("lms", "earliest") or any(isinstance(rule, AfterSpec) for rule in rules)


def has_dates(policy: Policy) -> bool:
    """Whether there is any date at all."""
    return any((policy.opens, policy.due, policy.closes)) or wants_facts(policy)


def _moment(rule: str | AfterSpec | None, facts: Facts, *, at_end: bool) -> datetime | None:
    if rule is None:
        return None
    if isinstance(rule, AfterSpec):
        return None if facts.first_launch is None else _days_later(facts.first_launch, rule.days, facts.zone)
    return moment_of(rule, facts.zone, at_end=at_end)


def _days_later(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The same time of day so many days later, whatever the clocks did between."""
    return (moment.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
