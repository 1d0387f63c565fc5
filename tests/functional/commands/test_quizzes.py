"""A hospital's own courses as files: out of one installation, into another, and out again, byte for byte."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.functional.commands.conftest import Installation
from tests.harness.databases import DatabaseMaker

COURSES = Path(__file__).parents[3] / "courses"
QUIZ = """# Who looks after it: infection control.
title:   "Hand hygiene"   # two blanks stay two blanks
purpose: module_quiz

questions:
- key: before-contact
  type: single_choice
  stem: When do you clean your hands?
  # Nobody chose the third.
  options:
  - {key: before,  text: Before each contact, correct: true}
  - {key: shift, text: "Once a shift"}
  rationale: >
    Each contact
    can carry germs.
- key: gloves
  type: true_false
  stem: Gloves replace washing.
  answer: false
  rationale: They do not.
"""
COURSE = "format: 1\ntitle: A\nlanguage: en-US\nlicence: x\ntimezone: America/Chicago\nmodules: []\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
COLON = "a colon and a space inside plain text"
KEEP = "quizzes/hand-hygiene.yaml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "given" / "hand-hygiene.yaml"
    place.parent.mkdir()
    place.write_text(QUIZ)
    return place


@pytest.fixture
def hospital(installation: Installation) -> Installation:
    installation.do("tenants", "add", "Lakeside Hospital")
    return installation


@pytest.fixture
def elsewhere(sqlite_maker: DatabaseMaker) -> str:
    """The address of another installation's database."""
    return sqlite_maker.make()


def shelf(installation: Installation) -> str:
    """The key of the hospital's own course."""
    rows = json.loads(installation.do("quizzes", "list", "--json"))
    return str(rows[0]["course"])


def files_in(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_im14_a_file_comes_back_byte_for_byte_and_comes_in_once(hospital: Installation, file: Path) -> None:
    assert "1 file new" in hospital.do("quizzes", "import", str(file), "--dry-run")
    assert hospital.run("quizzes", "list").out == ""
    said = hospital.do("quizzes", "import", str(file))
    assert f"{KEEP}: new: 2 questions" in said
    key = shelf(hospital)
    out = file.parent / "out" / "again.yaml"
    hospital.do("quizzes", "export", key, KEEP, "--out", str(out))
    assert out.read_bytes() == file.read_bytes()
    assert f"{KEEP}: the same as here" in hospital.do("quizzes", "import", str(file))
    assert hospital.do("quizzes", "list").count("hand-hygiene") == 1


def test_a_course_moves_as_folder_and_as_zip_and_comes_back_the_same(
    hospital: Installation, elsewhere: str, file: Path, tmp_path: Path
) -> None:
    hospital.do("quizzes", "import", str(file))
    key = shelf(hospital)
    hospital.do("quizzes", "export", key, "--out", str(tmp_path / "a"))
    hospital.do("quizzes", "export", key, "--out", str(tmp_path / "a.zip"))
    assert "no errors" in hospital.do("courses", "validate", str(tmp_path / "a"))

    hospital.set(DATABASE_URL=elsewhere)
    hospital.do("tenants", "add", "Riverside Hospital")
    hospital.do("quizzes", "import", str(tmp_path / "a.zip"))
    hospital.do("quizzes", "export", key, "--out", str(tmp_path / "b"))
    hospital.do("quizzes", "export", key, "--out", str(tmp_path / "b.zip"))
    assert files_in(tmp_path / "b") == files_in(tmp_path / "a")
    assert (tmp_path / "b.zip").read_bytes() == (tmp_path / "a.zip").read_bytes()
    assert "0 files new, 0 replaced, 2 the same" in hospital.do("quizzes", "import", str(tmp_path / "a" / key))


def test_a_shipped_course_is_brought_in_under_a_key_of_its_own(hospital: Installation, tmp_path: Path) -> None:
    shipped, out = COURSES / "question-gallery", tmp_path / "out"
    hospital.do("quizzes", "import", str(shipped), "--course", "our-own")
    hospital.do("quizzes", "export", "our-own", "--out", str(out))
    assert files_in(out / "our-own") == files_in(shipped)


def test_the_key_of_a_shipped_course_is_not_taken(hospital: Installation) -> None:
    shipped = str(COURSES / "question-gallery")
    hospital.do("courses", "publish", shipped)
    refused = hospital.fail("quizzes", "import", shipped)
    assert "There is another course called question-gallery here. Name another key with --course." in refused
    assert hospital.run("quizzes", "list").out == ""


def test_a_file_goes_to_the_output_byte_for_byte(hospital: Installation, file: Path) -> None:
    hospital.do("quizzes", "import", str(file))
    words = ("quizzes", "export", shelf(hospital), KEEP, "--out", "-")
    done = subprocess.run([sys.executable, "-m", "lms_plugin.cli", *words], capture_output=True, check=True)
    assert done.stdout == file.read_bytes()


def test_pictures_go_with_their_course_and_are_replaced_by_update(hospital: Installation, tmp_path: Path) -> None:
    course = tmp_path / "in" / "our-pictures"
    (course / "media").mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE)
    picture = course / "media" / "desk.svg"
    picture.write_bytes(SVG)
    assert "2 files new" in hospital.do("quizzes", "import", str(course))
    assert "2 the same" in hospital.do("quizzes", "import", str(course))
    picture.write_bytes(SVG.replace(b'"9"', b'"8"'))
    assert hospital.run("quizzes", "import", str(course)).out == "media/desk.svg: differs\n"
    assert "1 replaced" in hospital.do("quizzes", "import", str(course), "--update")
    hospital.do("quizzes", "export", "our-pictures", "--out", str(tmp_path / "out"))
    assert files_in(tmp_path / "out" / "our-pictures") == files_in(course)


def test_what_differs_is_told_and_refused_until_update(hospital: Installation, file: Path) -> None:
    hospital.do("quizzes", "import", str(file))
    file.write_text(QUIZ.replace("Once a shift", "Once a day").replace("- key: gloves", "- key: gloves-off"))
    outcome = hospital.run("quizzes", "import", str(file))
    assert (outcome.code, outcome.out) == (
        1,
        f"{KEEP}: differs: changed before-contact; new gloves-off; gone gloves\n",
    )
    assert "1 file differs" in outcome.err
    assert "Nothing was saved. Look at it with --dry-run, and replace what is there with --update." in outcome.err
    assert "Would do, and nothing was done" in hospital.do("quizzes", "import", str(file), "--dry-run")

    out = file.parent / "out.yaml"
    hospital.do("quizzes", "export", shelf(hospital), KEEP, "--out", str(out))
    assert out.read_text() == QUIZ
    assert "0 files new, 1 replaced" in hospital.do("quizzes", "import", str(file), "--update")
    hospital.do("quizzes", "export", shelf(hospital), KEEP, "--out", str(out))
    assert out.read_bytes() == file.read_bytes()


def test_a_question_that_stands_in_another_quiz_is_told_with_its_line(hospital: Installation, file: Path) -> None:
    hospital.do("quizzes", "import", str(file))
    other = file.with_name("gloves.yaml")
    other.write_text(QUIZ)
    outcome = hospital.run("quizzes", "import", str(other), "--update")
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        f"quizzes/gloves.yaml:{line}: question '{key}': this key is already used in {KEEP}. Keys are unique in the "
        "course: take one of them out, or name another course with --course."
        for key, line in (("before-contact", 6), ("gloves", 16))
    ]


def test_nothing_of_a_course_is_saved_where_one_file_cannot_be_read(
    hospital: Installation, file: Path, tmp_path: Path
) -> None:
    hospital.do("quizzes", "import", str(file))
    hospital.do("quizzes", "export", shelf(hospital), "--out", str(tmp_path / "a"))
    course = tmp_path / "a" / shelf(hospital)
    course = course.rename(course.with_name("another"))
    (course / "quizzes" / "b.yaml").write_text("title: b\npurpose: practice\nquestions:\n  - stem: First step: call\n")
    (course / "quizzes" / "c.yaml").write_text("title: c\nquestions:\n  - stem: Who?\n")
    (course / "notes.txt").write_text("x")
    outcome = hospital.run("quizzes", "import", str(course))
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        "notes.txt:1: this does not belong here. Take it out.",
        f"quizzes/b.yaml:4: not readable as YAML: {COLON}. Put the text in quotes, or use |.",
        "quizzes/c.yaml:3: question 1: it has no key. Begin it with - key: a-name.",
    ]
    assert outcome.err == "Error: 3 errors. Nothing was saved.\n"
    assert "another" not in hospital.do("quizzes", "list")


def test_an_unfinished_quiz_is_brought_in_and_what_is_to_mend_is_said(hospital: Installation, file: Path) -> None:
    file.write_text(QUIZ.replace(", correct: true", ""))
    outcome = hospital.run("quizzes", "import", str(file))
    assert outcome.code == 0
    assert f"to mend before it is published: {KEEP}:10: question 'before-contact': no option is correct." in outcome.err


def test_a_zip_is_not_believed(hospital: Installation, file: Path, tmp_path: Path) -> None:
    """IM03 and IM13 at the command line; all the others stand in the tests of reading."""
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as package:
        package.writestr("a/course.yaml", "format: 1\n")
        package.writestr("a/../../evil.yaml", "title: x\n")
    assert "bad.zip" in hospital.run("quizzes", "import", str(bad)).out
    assert not (tmp_path.parent / "evil.yaml").exists()
    hospital.do("quizzes", "import", str(file))
    hospital.do("quizzes", "export", shelf(hospital), "--out", str(bad))
    bad.write_bytes(bad.read_bytes()[: bad.stat().st_size * 6 // 10])
    assert "damaged or was cut short" in hospital.run("quizzes", "import", str(bad)).out


def test_places_are_not_overwritten_in_part(hospital: Installation, file: Path, tmp_path: Path) -> None:
    hospital.do("quizzes", "import", str(file))
    key = shelf(hospital)
    hospital.do("quizzes", "export", key, "--out", str(tmp_path / "a"))
    assert "is there already. Nothing was written." in hospital.fail(
        "quizzes", "export", key, "--out", str(tmp_path / "a")
    )
    shutil.rmtree(tmp_path / "a")
    assert "no course of its own called nothing" in hospital.fail("quizzes", "export", "nothing", "--out", "-")
    assert "There is no such file." in hospital.fail("quizzes", "export", key, "quizzes/none.yaml", "--out", "-")


def test_another_hospital_has_its_own(hospital: Installation, file: Path, tmp_path: Path) -> None:
    hospital.do("tenants", "add", "Riverside")
    assert "There are 2 hospitals" in hospital.fail("quizzes", "import", str(file))
    hospital.do("quizzes", "import", str(file), "--tenant", "Riverside")
    rows = json.loads(hospital.do("quizzes", "list", "--hospital", "Riverside", "--json"))
    key = rows[0]["course"]
    refused = hospital.fail("quizzes", "export", key, "--tenant", "Lakeside Hospital", "--out", str(tmp_path / "x"))
    assert f"no course of its own called {key}" in refused
    assert "no hospital called 'Nobody'" in hospital.fail("quizzes", "list", "--tenant", "Nobody")
