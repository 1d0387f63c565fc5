"""Item-writing flaws in a course's files: errors stop, warnings have their line, hints wait to be asked for."""

from click.testing import CliRunner, Result

from lms_plugin.curriculum.cli import courses

from .conftest import LESSON, QUIZ, CourseFolder, shortened


def validate(folder: CourseFolder, *options: str) -> Result:
    return CliRunner().invoke(courses, ["validate", str(folder.root), *options])


def warnings(folder: CourseFolder) -> list[str]:
    return [shortened(folder.root, str(warning)) for warning in folder.load().warnings]


def test_a_warning_has_its_line(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "It is safe because it gives no diagnosis.", "It is always safe to post.")
    line = folder.read(QUIZ).split("always")[0].count("\n") + 1
    (found,) = [warning for warning in warnings(folder) if "always" in warning]
    assert found.startswith(
        f"m02-quiz.yaml:{line}: question 'snake-bite-post', option 'good-news': The answer is wrong and says “always”."
    )


def test_a_flaw_of_a_check_stands_in_its_lesson(folder: CourseFolder) -> None:
    folder.replace(LESSON, "text: The untidy desk", "text: All of the above")
    (found,) = [warning for warning in warnings(folder) if "All of the above" in warning]
    assert found.startswith("what-counts.md:")
    assert "question 'board-in-focus', option 'desk'" in found


def test_an_error_stops(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "It is safe because it gives no diagnosis.", "it is safe because it has no name in it!")
    (fault,) = folder.faults()
    assert "option 'good-news': This and another answer say the same" in fault


def test_another_language_has_no_word_lists(folder: CourseFolder) -> None:
    folder.replace("course.yaml", "language: en-US", "language: de")
    folder.replace(QUIZ, "It is safe because it gives no diagnosis.", "It is always safe to post.")
    assert "always" not in str(warnings(folder))


def test_a_quiz_without_shuffling_shows_its_pattern(folder: CourseFolder) -> None:
    first = folder.read(QUIZ).split("questions:\n")[1].split("  # Keep")[0]
    copies = "".join(first.replace("snake-bite-post", f"copy-{number}") for number in range(4))
    folder.write(QUIZ, "title: Copies\npurpose: practice\nquestions:\n" + copies)
    assert "at place 1" not in str(folder.load().hints)
    folder.replace(QUIZ, "purpose: practice\n", "purpose: practice\npolicy: {shuffle: {options: false}}\n")
    assert "the right answer stands at place 1" in str(folder.load().hints)


def test_hints_are_counted_unless_asked_for(folder: CourseFolder) -> None:
    quiet, full = validate(folder), validate(folder, "--hints")
    assert quiet.exit_code == full.exit_code == 0
    count = len(folder.load().hints)
    assert f"{count} hints; see them with --hints\n" in quiet.stderr
    assert (quiet.stderr.count("hint: "), full.stderr.count("hint: ")) == (0, count)


def test_a_check_has_the_objective_of_its_lesson(folder: CourseFolder) -> None:
    assert "board-in-focus" not in str(folder.load().hints)
