"""A quiz on a hospital's own shelf, with as many questions of all types as wanted."""

from pathlib import Path

from lms_plugin.core.audit.services import Person
from lms_plugin.core.db.base import db
from lms_plugin.curriculum.blocks.splitting import split_file
from lms_plugin.drafts.files import change_text
from lms_plugin.drafts.services import new_quiz, open_shelf
from tests.functional.learning.school import NOW, School

GALLERY = Path("courses/question-gallery/modules/every-type/quizzes/every-type.yaml")


def quiz_text(count: int) -> str:
    """The gallery's questions again and again, each under a key and with words of its own."""
    blocks = split_file(GALLERY.read_text()).blocks
    text = "title: Everything\npurpose: practice\nquestions:\n"
    for number in range(count):
        block = blocks[number % len(blocks)]
        own = block.text.replace(f"key: {block.key}\n", f"key: q{number}-{block.key}\n", 1)
        text += own.replace("stem: ", f"stem: Question {number}, ", 1) if "stem: |" not in own else own
    return text


def write_quiz(school: School, viewer_name: str, text: str) -> str:
    """A quiz with this text on the hospital's own shelf; its address."""
    dana = Person.of(school.viewer(viewer_name, None, "instructor"))
    shelf = open_shelf(dana, name="Lakeside", language="en-US", timezone="UTC", now=NOW)
    path = new_quiz(dana, shelf, title="Everything", purpose="practice", now=NOW)
    change_text(dana, shelf, path, "Wrote it", lambda _: text, now=NOW)
    db.session.commit()
    return f"/edit/{shelf}/{path}"
