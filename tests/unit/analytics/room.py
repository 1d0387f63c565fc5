"""What an educator looks at: people of a course and how far they are."""

from datetime import UTC, date, datetime
from uuid import UUID

from lms_plugin.analytics.cells import Cell
from lms_plugin.analytics.matrix import Matrix, Person, read_matrix
from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.grades.models import Delivery, LineItem, Result
from lms_plugin.progress.models import Progress
from lms_plugin.progress.places import Place, find_place
from lms_plugin.roster.models import Context, Membership, ResourceLink, User
from tests.functional.learning.school import School

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


class Room:
    """A school; `module`, `lesson` and `quiz` are activities of its first module."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.module = school.module.activity_id
        self.lesson = school.lessons[0].activity_id
        self.quiz = school.quiz.activity_id

    @property
    def place(self) -> Place:
        place = find_place(self.school.learner("dana"), self.module)
        assert place is not None
        return place

    def read(self, *, page: int = 1, name: str = "", state: str = "") -> Matrix:
        return read_matrix(self.school.context_id, self.place, page=page, name=name, state=state)

    def row(self, label: str) -> Person:
        """The row of somebody by what is shown of them."""
        return next(person for person in self.read().people if person.label == label)

    def cells(self, label: str) -> dict[UUID, Cell]:
        """A person's cells by activity."""
        columns = [column.activity_id for column in self.read().columns]
        return dict(zip(columns, self.row(label).cells, strict=True))

    def join(
        self,
        sub: str,
        *,
        name: str | None = None,
        role: str = "learner",
        status: str = "active",
        is_test: bool = False,
        context_id: UUID | None = None,
    ) -> UUID:
        """Somebody new in the course, or in another one."""
        like = db.session.get_one(User, self.school.people["amara"])
        user = User(
            tenant_id=like.tenant_id,
            registration_id=like.registration_id,
            sub=sub,
            name=name,
            email=None,
            person_number=None,
            is_test=is_test,
            display=None,
        )
        db.session.add(user)
        db.session.flush()
        self.enrol(user.id, context_id or self.school.context_id, role=role, status=status)
        return user.id

    def enrol(self, user_id: UUID, context_id: UUID, *, role: str = "learner", status: str = "active") -> None:
        db.session.add(
            Membership(context_id=context_id, user_id=user_id, role=role, status=status, seen_on=date(2026, 11, 22))
        )
        db.session.flush()

    def other_course(self) -> UUID:
        like = db.session.get_one(Context, self.school.context_id)
        context = Context(tenant_id=like.tenant_id, deployment_pk=like.deployment_pk, lti_id="c2", title="Other")
        db.session.add(context)
        db.session.flush()
        return context.id

    def reach(
        self,
        user_id: UUID,
        activity_id: UUID,
        state: str,
        *,
        score_ppm: int | None = None,
        context_id: UUID | None = None,
        at: datetime = NOW,
        cycle: int = 1,
    ) -> None:
        """Progress in an activity, with a score where there is one."""
        context_id = context_id or self.school.context_id
        db.session.add(
            Progress(
                context_id=context_id,
                user_id=user_id,
                activity_id=activity_id,
                cycle=cycle,
                state=state,
                position=None,
                checks=None,
                publication_id=self.place.publication_id,
                completed_at=at if state in ("passed", "done") else None,
                updated_at=at,
            )
        )
        if score_ppm is not None:
            db.session.add(
                Result(
                    context_id=context_id,
                    activity_id=activity_id,
                    user_id=user_id,
                    cycle=cycle,
                    score_ppm=score_ppm,
                    revision=1,
                    attempt_id=None,
                    submitted_at=at,
                    comment=None,
                    changed_at=at,
                )
            )
        db.session.flush()

    def column(self, activity_id: UUID, *, state: str = "active") -> UUID:
        """A grade column of the LMS."""
        context = db.session.get_one(Context, self.school.context_id)
        link = db.session.get_one(ResourceLink, self.school.link_id)
        item = LineItem(
            tenant_id=context.tenant_id,
            deployment_pk=context.deployment_pk,
            registration_id=db.session.get_one(User, self.school.people["amara"]).registration_id,
            context_id=context.id,
            activity_id=activity_id,
            cycle=1,
            resource_link_id=link.id,
            url=f"https://lms.example/{new_id()}",
            url_digest=str(new_id()),
            state=state,
        )
        db.session.add(item)
        db.session.flush()
        return item.id

    def deliver(self, column_id: UUID, user_id: UUID, state: str) -> None:
        """How the delivery of a grade stands."""
        db.session.add(Delivery(line_item_id=column_id, user_id=user_id, wanted_revision=1, state=state, due_at=NOW))
        db.session.flush()
