"""A hospital with the shipped course, two learners and an educator, made straight in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms_plugin.core.db.base import db
from lms_plugin.core.web.forgery import launch_token
from lms_plugin.core.web.viewer import Role, Viewer
from lms_plugin.curriculum.keys import get_quiz_questions
from lms_plugin.curriculum.loader import find_courses
from lms_plugin.curriculum.media import store_media
from lms_plugin.curriculum.services import current_publication, get_course_view, offer_course, publish_course
from lms_plugin.curriculum.shown import CourseView, ModuleView, StepView
from lms_plugin.demo.setup import slots_of
from lms_plugin.launches.auth import authenticate_launch
from lms_plugin.platforms.models import Deployment, Registration, Tenant
from lms_plugin.progress.learner import Learner
from lms_plugin.quizzes.models import Attempt
from lms_plugin.roster.models import Context, Membership, ResourceLink, User
from tests.harness.answers import read_course

COURSE = "social-media-in-healthcare"
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
SLOTS = {
    "hospital.policy_link": "https://intranet.example/policy",
    "hospital.privacy_contact": "the privacy office, extension 4400",
}


@dataclass
class School:
    """The rows that a story starts from. People are known by the short names amara, ben and dana (who teaches)."""

    tenant_id: UUID
    context_id: UUID
    people: Mapping[str, UUID]
    link_id: UUID
    course: CourseView

    @property
    def module(self) -> ModuleView:
        return self.course.modules[0]

    @property
    def lessons(self) -> list[StepView]:
        return [step for step in self.module.contents if step.kind == "lesson"]

    @property
    def quiz(self) -> StepView:
        return next(step for step in self.module.contents if step.kind == "quiz")

    def learner(self, name: str = "amara", *, graded: bool = True) -> Learner:
        return Learner(tenant_id=self.tenant_id, context_id=self.context_id, user_id=self.people[name], graded=graded)

    def viewer(self, name: str, activity_id: UUID | None, role: Role) -> Viewer:
        return Viewer(
            tenant_id=self.tenant_id,
            user_id=self.people[name],
            context_id=self.context_id,
            launch_id=f"{name:0<32}",
            role=role,
            may_place=role == "instructor",
            is_graded=role == "learner",
            sub=name,
            name=f"{name.title()} Okafor",
            context_lti_id="c1",
            context_title="Course",
            resource_link_lti_id="3",
            resource_link_id=self.link_id,
            activity_id=activity_id,
            platform_name="Lakeside Learning",
            return_url="http://127.0.0.1:8001/course",
            frame_origins=("http://127.0.0.1:8001",),
            timezone=ZoneInfo("America/Chicago"),
            title="Learning tool",
            sends_grades=True,
        )


def open_school(courses: Path | None = None, *, slots: Mapping[str, str] = SLOTS) -> School:
    """Make the rows; `courses` is a folder of courses in place of the shipped ones. Commits."""
    tenant = Tenant(name="Lakeside Health", timezone="America/Chicago", title=None)
    registration = Registration(
        issuer="http://127.0.0.1:8001",
        client_id="tool",
        name="Lakeside Learning",
        auth_login_url="http://127.0.0.1:8001/auth",
        auth_token_url="http://127.0.0.1:8001/token",
        token_audience=None,
        jwks_url="http://127.0.0.1:8001/jwks",
        family=None,
        frame_origins=[],
    )
    db.session.add_all([tenant, registration])
    db.session.flush()
    deployment = Deployment(registration_id=registration.id, deployment_id="1", tenant_id=tenant.id, status="active")
    db.session.add(deployment)
    db.session.flush()
    context = Context(tenant_id=tenant.id, deployment_pk=deployment.id, lti_id="c1", title="Course")
    users = [
        User(
            tenant_id=tenant.id,
            registration_id=registration.id,
            sub=sub,
            name=f"{sub.title()} Okafor",
            email=None,
            person_number=None,
            display=None,
        )
        for sub in ("amara", "ben", "dana")
    ]
    db.session.add_all([context, *users])
    db.session.flush()
    for user in users:
        role = "instructor" if user.sub == "dana" else "learner"
        db.session.add(Membership(context_id=context.id, user_id=user.id, role=role, seen_on=date(2026, 11, 22)))
    link = ResourceLink(
        context_id=context.id,
        lti_id="3",
        activity_id=None,
        title="Module",
        custom={},
        line_item_url=None,
        line_items_url=None,
        scopes=[],
    )
    db.session.add(link)
    course = publish(tenant.id, courses or current_app.extensions["settings"].courses_dir, slots)
    return School(tenant.id, context.id, {user.sub: user.id for user in users}, link.id, course)


def publish(tenant_id: UUID, courses: Path, slots: Mapping[str, str], key: str = COURSE) -> CourseView:
    """Publish and offer every course in a folder, and read one back, so that nothing is left to read. Commits."""
    for folder in find_courses(courses):
        course = read_course(folder, today=NOW.date())
        store_media(course, current_app.extensions["media"])
        publish_course(course, note="", now=NOW)
        offer_course(tenant_id, course.key, slots_of(course, slots), now=NOW)
    offer = current_publication(tenant_id, key)
    assert offer is not None
    view = get_course_view(offer.publication_id)
    for step in view.steps():
        if step.kind == "quiz":
            get_quiz_questions(step.digest)
    db.session.commit()
    return view


QUESTION = """  - key: {key}
    type: single_choice
    objective: goal
    stem: What about {key}?
    options:
      - {{key: good, text: Good {key}, correct: true, feedback: Because it is good {key}.}}
      - {{key: bad, text: Bad {key}, feedback: Because it is bad {key}.}}
      - {{key: other, text: Other {key}, feedback: Because it is other {key}.}}
    rationale: The reason for {key}.
"""


def write_course(
    folder: Path,
    *,
    quizzes: Mapping[str, tuple[str, int]],
    completion: str = "{lessons: all, quizzes: passed}",
    lessons: tuple[str, ...] = ("one", "two"),
    course: str = COURSE,
    lesson_text: str = "## First\n\nText.\n\n## Second\n\nMore.\n\n::: on-shift\nDo it.\n:::\n",
) -> Path:
    """A small course of one module. `quizzes` maps a key to lines for its head and the number of its questions."""
    module = folder / course / "modules" / "small"
    (module / "lessons").mkdir(parents=True, exist_ok=True)
    (module / "quizzes").mkdir(exist_ok=True)
    (folder / course / "course.yaml").write_text(
        "format: 1\ntitle: Small\nlanguage: en-US\nlicence: CC-BY-4.0\ntimezone: America/Chicago\nmodules: [small]\n"
    )
    contents = "".join([f"  - lesson: {key}\n" for key in lessons] + [f"  - quiz: {key}\n" for key in quizzes])
    (module / "module.yaml").write_text(
        "title: Small module\nminutes: 5\naudience: [everyone]\nobjectives:\n"
        "  - {key: goal, text: Know it., bloom: apply}\n"
        f"contents:\n{contents}completion: {completion}\n"
    )
    for key in lessons:
        head = f"---\ntitle: Lesson {key}\nobjective: goal\nminutes: 4\n---\n"
        (module / "lessons" / f"{key}.md").write_text(head + lesson_text)
    for key, (head, count) in quizzes.items():
        questions = "".join(QUESTION.format(key=f"{key}-{number}") for number in range(1, count + 1))
        (module / "quizzes" / f"{key}.yaml").write_text(f"title: Quiz {key}\n{head}questions:\n{questions}")
    return folder


class Desk:
    """A browser of one person in one launch, without the front door: the Viewer is put in by hand."""

    def __init__(self, app: Flask, viewer: Viewer) -> None:
        self.app, self.viewer = app, viewer
        self.client: FlaskClient = app.test_client()
        app.extensions["desks"][viewer.launch_id] = viewer

    @property
    def token(self) -> str:
        return launch_token(self.app.extensions["settings"].secret_key, self.viewer.launch_id)

    @property
    def root(self) -> str:
        return f"/l/{self.viewer.launch_id}"

    def get(self, path: str) -> TestResponse:
        """A page; `path` begins after the launch, or is a whole address."""
        return self._ended(self.client.get(self._address(path)))

    def post(self, path: str, data: Mapping[str, object] | None = None) -> TestResponse:
        """A form, with its token."""
        fields = {"csrf_token": self.token, **(data or {})}
        return self._ended(self.client.post(self._address(path), data=fields, headers=SAME_ORIGIN))

    def send(self, path: str, body: object) -> TestResponse:
        """What a script sends."""
        headers = SAME_ORIGIN | {"Accept": "application/json", "X-CSRF-Token": self.token}
        return self._ended(self.client.post(self._address(path), json=body, headers=headers))

    @staticmethod
    def _ended(answer: TestResponse) -> TestResponse:
        """A request inside a test's own application context leaves its session behind; a real one does not."""
        db.session.remove()
        return answer

    def _address(self, path: str) -> str:
        return path if path.startswith("/l/") else self.root + path

    def start(self, quiz: str = "m02-quiz") -> str:
        """Begin a try, or go on; the id of the attempt."""
        answer = self.post(f"/quizzes/{quiz}/start")
        assert answer.status_code == 303, answer.text
        return answer.location.split("/attempts/")[1].split("/")[0]

    def save(self, attempt: str, question: str, value: object, **fields: object) -> TestResponse:
        """A save by script; a new one from the start unless `save_id` and `base` are given."""
        body = {"save_id": str(uuid4()), "base": 0, "value": value, **fields}
        return self.send(f"/attempts/{attempt}/responses/{question}", body)

    def take(self, school: School, *, wrong: int = 0) -> str:
        """A whole try with so many wrong answers, submitted; the id of the attempt."""
        attempt = self.start()
        for number, question in enumerate(asked_keys(self.app, attempt)):
            answer = wrong_answer if number < wrong else full_answer
            assert self.save(attempt, question, answer(school, question)).status_code == 200
        assert self.post(f"/attempts/{attempt}/submit").status_code == 303
        return attempt


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def said(answer: TestResponse) -> Any:
    """The JSON of an answer."""
    return answer.get_json()


def asked_keys(app: Flask, attempt: str) -> list[str]:
    """The questions that an attempt asks."""
    with app.app_context():
        paper = db.session.get_one(Attempt, UUID(attempt)).paper
        db.session.remove()
    return [question["key"] for question in paper["questions"] if not question["carried"]]


def seat_by_hand(app: Flask) -> None:
    """Answer "who is asking" from the desks instead of cookies."""
    app.extensions["desks"] = {}
    hooks = app.before_request_funcs[None]
    hooks[hooks.index(authenticate_launch)] = _seated


def _seated() -> None:
    launch_id = g.get("launch_id")
    if launch_id is not None:
        g.viewer = current_app.extensions["desks"][launch_id]


def full_answer(school: School, key: str) -> dict[str, object]:
    """The right answer to a question of the school's first quiz."""
    return get_quiz_questions(school.quiz.digest)[key].full_response()


def wrong_answer(school: School, key: str) -> dict[str, object]:
    """An answer that earns nothing."""
    question = get_quiz_questions(school.quiz.digest)[key]
    right = question.full_response()
    if question.type == "single_choice":
        shown = question.shown()["options"]
        return {"choice": next(o["key"] for o in shown if o["key"] != right["choice"])}
    if question.type == "multiple_response":
        return {"choices": [next(o["key"] for o in question.shown()["options"] if o["key"] not in right["choices"])]}
    if question.type == "true_false":
        return {"answer": not right["answer"]}
    return {"typed": "999"} if question.type == "numeric" else {"text": "nothing of the kind"}
