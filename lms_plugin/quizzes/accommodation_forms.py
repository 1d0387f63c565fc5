"""What those in charge send: whom to give what, and minutes for one running attempt."""

from fractions import Fraction
from uuid import UUID

from pydantic_core import PydanticCustomError
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from lms_plugin.core.web.forgery import LaunchForm
from lms_plugin.curriculum.policies import Allowance
from lms_plugin.questions.exact import parse_exact
from lms_plugin.quizzes.accommodations import Wanted

MOST_TIMES, MOST_PLACES = 10, 100
WHOLE_COURSE = ""


def match_of(named: str) -> str:
    """How a grant names somebody by an e-mail or a staff number."""
    text = named.strip().lower()
    return f"{'email' if '@' in text else 'number'}:{text}"


class AllowanceFields:
    """What to give; for a form of any kind."""

    times = StringField("Times the time")
    no_limit = BooleanField("No time limit at all")
    attempts = IntegerField("More tries", validators=[Optional(), NumberRange(0, 20, "Give 0 to 20 more tries.")])
    days = IntegerField("More days", validators=[Optional(), NumberRange(0, 365, "Give 0 to 365 more days.")])

    def validate_times(self, field: StringField) -> None:
        """1 or more, exactly."""
        self.multiplier = Fraction(1)
        if not (text := (field.data or "").strip()):
            return
        try:
            self.multiplier = parse_exact(text.replace(",", "."))
        except PydanticCustomError as error:
            raise ValidationError("Write how many times the time as a number, such as 1.5.") from error
        if not 1 <= self.multiplier <= MOST_TIMES or (self.multiplier * MOST_PLACES).denominator != 1:
            raise ValidationError("Give 1 to 10 times the time, with at most two decimals.")

    def validate_no_limit(self, field: BooleanField) -> None:
        """Something is given at all."""
        if not self.times.errors and self.allowance() == Allowance():
            raise ValidationError("Say what to give: more time, more tries or more days.")

    def allowance(self) -> Allowance:
        """What is given."""
        multiplier = getattr(self, "multiplier", Fraction(1))
        return Allowance(
            multiplier=multiplier if multiplier > 1 else None,
            no_limit=bool(self.no_limit.data) or None,
            extra_attempts=self.attempts.data or None,
            extra_days=self.days.data or None,
        )


class GrantForm(AllowanceFields, LaunchForm):
    """`person` is the id of a learner of the course; or `named` is an e-mail or a staff number."""

    person = SelectField()
    named = StringField()
    quiz = SelectField()

    def validate_named(self, field: StringField) -> None:
        """Exactly one of the two says who."""
        named = (field.data or "").strip()
        if bool(named) == bool(self.person.data):
            raise ValidationError("Choose a person, or write an e-mail or a staff number: one of the two.")
        if len(named) > 200:
            raise ValidationError("An e-mail or a staff number has at most 200 characters.")

    def wanted(self, course_key: str) -> Wanted:
        """The whole, of a valid form."""
        named = (self.named.data or "").strip()
        activity = self.quiz.data
        return Wanted(
            user_id=UUID(self.person.data) if self.person.data else None,
            match=match_of(named) if named else None,
            course_key=None if activity else course_key,
            activity_id=UUID(activity) if activity else None,
            allowance=self.allowance(),
        )


class MinutesForm(LaunchForm):
    """More minutes for one running attempt."""

    minutes = IntegerField(validators=[InputRequired(), NumberRange(1, 600)])


class RevokeForm(LaunchForm):
    """The token alone."""

    nothing = HiddenField()
