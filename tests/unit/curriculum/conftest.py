"""A small app with an empty database, and a course that can be written out and changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import settings

from lms_plugin.core.db.base import db
from lms_plugin.core.db.ids import new_id
from lms_plugin.curriculum import models  # noqa: F401 - its tables belong to the database
from lms_plugin.curriculum.course import Course
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.loader import load_course
from lms_plugin.platforms.models import Tenant

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MODULE = "modules/m02-patient-information"
LESSON = f"{MODULE}/lessons/what-counts.md"
QUIZ = f"{MODULE}/quizzes/m02-quiz.yaml"

FILES = {
    "course.yaml": """\
format: 1
title: Social media in health care
language: en-US
licence: CC-BY-4.0
timezone: America/Chicago
modules: [m02-patient-information]
slots:
  - {key: hospital.policy_link, kind: url, label: Link to your social media policy}
  - {key: hospital.privacy_contact, kind: text, label: Privacy office and telephone}
  - {key: hospital.motto, kind: text, label: What we stand for, required: false}
""",
    "references.yaml": """\
- {key: safeharbor, text: "45 CFR 164.514(b)(2), Safe Harbor method.", checked: 2026-11-01}
- {key: authorisation, text: "45 CFR 164.508(c).", url: "https://www.ecfr.gov/", checked: 2026-11-01}
- {key: ncsbn, text: "NCSBN (2011). White Paper.", checked: 2026-11-01}
""",
    "glossary.yaml": """\
- {key: phi, term: protected health information, short: PHI, text: Information about care.}
""",
    f"{MODULE}/module.yaml": """\
title: Patient information online
minutes: 30
audience: [everyone]
objectives:
  - {key: m02-spot-identifiers, text: Define PHI and recognise identifiers., bloom: understand}
  - {key: m02-judge-deidentified, text: Judge whether a post without a name is de-identified., bloom: analyze}
  - {key: m02-apply-authorisation, text: Apply the authorisation rule before any patient story., bloom: apply}
contents:
  - lesson: what-counts
  - quiz: m02-quiz
completion: {lessons: all, quizzes: passed}
""",
    LESSON: """\
---
title: What counts as patient information
objective: m02-spot-identifiers
minutes: 6
review_by: 2027-11-30
---
Most posts that went wrong had no name in them. This lesson shows why.

## The fact of being a patient

[[phi]] is information about care that can be linked to a person. That someone
*was here* is already such information [@safeharbor]. So is [[phi|PHI]] in a picture [@ncsbn, p. 4].

::: callout warning The trap
A rare event, a small town and a date can name a person without a name.
:::

| Post | Judgement |
|------|:---------:|
| a wristband | no |

```check
key: board-in-focus
type: single_choice
stem: What makes this picture a disclosure?
options:
  - {key: board, text: The names on the board, correct: true, feedback: Look behind you before you post.}
  - {key: desk, text: The untidy desk, feedback: Untidy but harmless.}
  - {key: nurse, text: "The nurse's face", feedback: Staff may choose to be seen.}
```

::: note
For authors only.
:::

::: on-shift
Before a photo: turn round, and read every surface.
:::

Your hospital's rule: [social media policy]({{hospital.policy_link}}). Ask {{hospital.privacy_contact}} first, then take
[the quiz](quiz:m02-quiz) or read [the rule](https://www.ecfr.gov/).
""",
    QUIZ: """\
# Owner: privacy education. Law items are reviewed every 12 months.
title: "Module 2 quiz: patient information online"
purpose: module_quiz
policy: {cool_down: 10m, certainty: ask}
sections:
  - {key: core, questions: [snake-bite-post, enough-before-video, closed-group]}
  - {key: words, questions: [name-the-abbreviation, days-to-tell]}
questions:
  - key: snake-bite-post
    type: single_choice
    objective: m02-judge-deidentified
    bloom: analyze
    references: [safeharbor]
    stem: |
      A nurse in a town of 4,000 people posts: "First snake-bite of the summer tonight!"

      What is the best judgement of this post?
    options:
      - {key: identifies, text: It may identify the patient., correct: true, feedback: Together they can point to one.}
      - {key: no-name, text: It is safe because it has no name in it., feedback: Names are one identifier of many.}
      - {key: good-news, text: It is safe because it gives no diagnosis., feedback: The event itself is enough.}
    rationale: Removing the name does not help where the rest still singles out one person.
  # Keep the admission consent as a distractor.
  - key: enough-before-video
    type: multiple_response
    objective: m02-apply-authorisation
    references: [authorisation]
    points: 2
    stem: A therapist wants to share a rehabilitation video. What must the signed form contain?
    scoring: plus_minus
    options:
      - {key: who-may, text: Who may share the video, correct: true}
      - {key: purpose, text: The purpose, correct: true}
      - {key: expiry, text: An expiry date or event, correct: true}
      - {key: admission, text: The number of the admission consent, feedback: A general consent is not enough.}
    rationale: Sharing needs its own written authorisation with these elements.
  - key: closed-group
    type: true_false
    objective: m02-judge-deidentified
    references: [ncsbn]
    stem: Posting a patient's story in a closed professional group counts as a disclosure.
    answer: true
    feedback: {wrong: Closed does not mean private. Members can copy and forward.}
    rationale: Members can copy and forward.
  - key: name-the-abbreviation
    type: short_text
    objective: m02-spot-identifiers
    tags: [definition]
    references: [ncsbn]
    stem: Which abbreviation stands for patient information that the law protects?
    accept: [{text: PHI}, {text: protected health information}]
    reject: [{text: PII, feedback: PII is the wider term for personal data.}]
    spelling: close
    rationale: Protected health information, in any form, written or spoken.
  - key: days-to-tell
    type: numeric
    objective: m02-spot-identifiers
    references: [ncsbn]
    stem: At most how many days may pass before people are told? Ask {{hospital.privacy_contact}}.
    accept: [{value: 60}]
    unit: {base: days, missing: ignore}
    rationale: Sixty days is the outer limit.
""",
}


class CourseFolder:
    """A course's files on disk, to be changed by replacing text."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for path, text in FILES.items():
            self.write(path, text)

    def write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def load(self) -> Course:
        return load_course(self.root)

    def faults(self) -> list[str]:
        """What the loader says, with paths cut to their last part."""
        with pytest.raises(ContentErrors) as caught:
            self.load()
        return [shortened(self.root, str(error)) for error in caught.value.errors]


def shortened(root: Path, message: str) -> str:
    """A message with its path cut to the file's name."""
    path, _, rest = message.partition(":")
    assert Path(path).is_relative_to(root), message
    return f"{Path(path).name}:{rest}"


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    return CourseFolder(tmp_path / "social-media")


@pytest.fixture
def tenant(app: Flask) -> UUID:
    row = Tenant(id=new_id(), name="St. Example", timezone="America/Chicago")
    db.session.add(row)
    db.session.commit()
    return row.id


@pytest.fixture
def count_statements(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many SQL statements a call sends."""
    from sqlalchemy import event

    def count(call: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            call()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    return count
