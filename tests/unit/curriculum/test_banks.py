"""Banks, draws and parallel forms in files: what fits a draw, what is stored, what is refused."""

from collections.abc import Iterator

import pytest
from flask import Flask

from lms_plugin.core.db.base import db
from lms_plugin.curriculum.course import QuestionFile, WrittenQuestion
from lms_plugin.curriculum.errors import ContentErrors
from lms_plugin.curriculum.keys import get_quiz_keys
from lms_plugin.curriculum.objects import CompiledObject, compile_course
from lms_plugin.curriculum.pools import list_pools
from lms_plugin.curriculum.services import get_course_view, get_quiz, publish_course

from .conftest import LESSON, NOW, CourseFolder, shortened

BANK, FINAL, POST = "banks/privacy.yaml", "quizzes/final.yaml", "quizzes/post.yaml"
QUESTION = """  - key: {key}
    type: true_false
    {fields}
    stem: Is {key} right?
    answer: true
    feedback: {{wrong: It is.}}
"""


def bank(**questions: str) -> str:
    """A bank of questions by key (with `_` for `-`), each with more fields."""
    written = (QUESTION.format(key=key.replace("_", "-"), fields=f or "edition: 1") for key, f in questions.items())
    return "questions:\n" + "".join(written)


def quiz(sections: str, more: str = "") -> str:
    return f"title: Final\npurpose: practice\n{more}sections:\n{sections}"


def drawing(*draws: str) -> str:
    return quiz("  - key: privacy\n    draws:\n" + "".join(f"      - {draw}\n" for draw in draws))


@pytest.fixture
def full(folder: CourseFolder) -> CourseFolder:
    folder.write(
        BANK,
        bank(
            easy="bloom: remember",
            hard="bloom: apply",
            story="bloom: apply\n    tags: [vignette, 2024-law]",
            tale="bloom: apply\n    tags: [vignette]\n    objective: m02-apply-authorisation",
            old="retired: true",
        ),
    )
    return folder


def pool(folder: CourseFolder, filters: str) -> tuple[str, ...]:
    folder.write(FINAL, drawing(f"{{count: 1, from: {filters}}}"))
    course = folder.load()
    return list_pools(course, course.quizzes[0])[0].keys


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ("{bank: privacy}", ("easy", "hard", "story", "tale")),
        ("{bank: privacy, bloom: remember}", ("easy",)),
        ("{bank: privacy, bloom: [remember, apply]}", ("easy", "hard", "story", "tale")),
        ("{bank: privacy, tags: [vignette]}", ("story", "tale")),
        ("{tags: vignette, not_tags: [2024-law]}", ("tale",)),
        ("{bank: privacy, module: m02-patient-information}", ("tale",)),
        ("{objective: m02-apply-authorisation}", ("enough-before-video", "tale")),
    ],
)
def test_what_fits_a_draw(full: CourseFolder, filters: str, keys: tuple[str, ...]) -> None:
    assert pool(full, filters) == keys


def test_what_the_quiz_names_itself_is_not_drawn_too(full: CourseFolder) -> None:
    named = "  - {key: first, questions: [hard]}\n  - key: rest\n    draws: [{count: 3, from: {bank: privacy}}]\n"
    full.write(FINAL, quiz(named))
    course = full.load()
    assert list_pools(course, course.quizzes[0])[0].keys == ("easy", "story", "tale")


@pytest.mark.parametrize(
    ("draws", "fault"),
    [
        (
            ["{count: 1, from: {bank: privacy}}", "{count: 5, from: {bank: privacy, bloom: [apply]}}"],
            (
                "final.yaml:7: section 'privacy', draw 2: asks for 5 questions, 3 fit (bank privacy, bloom apply). "
                "Lower the count or add 2."
            ),
        ),
        (
            ["{count: 2, from: {bank: privacy}}", "{count: 2, from: {bloom: apply, bank: privacy}}"],
            (
                "final.yaml:7: section 'privacy', draw 2: asks for 2 questions, and draws before it may leave 1 of 3 "
                "(bank privacy, bloom apply). Put it before them, lower the count or add 1."
            ),
        ),
        (["{count: 1, from: {bank: privcy}}"], "final.yaml:6: section 'privacy', draw 1: no bank 'privcy'. Did you"),
        (["{count: 1, from: {objective: m02-x}}"], "final.yaml:6: section 'privacy', draw 1: no objective 'm02-x'."),
        (["{count: 1, from: {}}"], "final.yaml:6: section 'privacy', draw 1: there is no filter. Name a bank,"),
        (
            ["{count: 1, form: a}"],
            "section 'privacy', draw 1: unknown field 'form'. Did you mean 'from'?",
        ),
        (
            ["{count: 0, from: {bank: privacy}}"],
            "final.yaml:6: section 'privacy', draw 1: count is 0. Write at least 1.",
        ),
    ],
)
def test_what_is_said_of_draws(full: CourseFolder, draws: list[str], fault: str) -> None:
    full.write(FINAL, drawing(*draws))
    assert any(fault in said for said in full.faults()), full.faults()


def test_a_narrow_draw_before_a_wide_one_is_fine(full: CourseFolder) -> None:
    full.write(
        FINAL, drawing("{count: 1, from: {bank: privacy, bloom: remember}}", "{count: 3, from: {bank: privacy}}")
    )
    full.load()


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("policy: {}\n" + bank(one=""), "privacy.yaml:1: unknown field 'policy'"),
        ("title: Nothing\nquestions: []\n", "privacy.yaml:2: questions is too short. At least 1."),
        (bank(closed_group=""), "privacy.yaml:2: question 'closed-group': this key is already used in"),
        (bank(one="references: [nothing]"), "privacy.yaml:4: question 'one': no reference 'nothing'."),
        (bank(one="objective: nothing"), "privacy.yaml:4: question 'one': no objective 'nothing'."),
        (bank(one="tags: [a]").replace("Is one right?", "<div>x</div>"), "raw HTML"),
    ],
)
def test_what_is_said_of_banks(folder: CourseFolder, written: str, fault: str) -> None:
    folder.write(BANK, written)
    said = folder.faults()
    assert any(fault in one for one in said), said


def test_questions_and_draws_in_one_section(full: CourseFolder) -> None:
    full.write(FINAL, quiz("  - {key: a, questions: [hard], draws: [{count: 1, from: {bank: privacy}}]}\n"))
    assert "section 'a': neither questions nor draws, or both" in full.faults()[0]


def compiled(folder: CourseFolder, path: str) -> CompiledObject:
    return next(item for item in compile_course(folder.load()) if item.path == path)


def test_a_bank_is_stored_with_what_is_shown_apart_from_the_key(full: CourseFolder) -> None:
    stored = compiled(full, BANK)
    assert stored.kind == "bank"
    assert [question["key"] for question in stored.shown["questions"]] == ["easy", "hard", "story", "tale"]
    assert "answer" not in str(stored.shown)
    assert stored.key is not None
    assert set(stored.key["unasked"]) == {"old"}


def test_the_object_of_a_quiz_holds_all_that_it_may_ask(full: CourseFolder) -> None:
    full.write(FINAL, drawing("{count: 2, from: {bank: privacy, bloom: apply}}"))
    before = compiled(full, FINAL)
    full.replace(BANK, "Is tale right?", "Is tale true?")
    assert compiled(full, FINAL).digest != before.digest
    full.replace(BANK, "Is easy right?", "Is easy true?")
    after = compiled(full, FINAL)
    full.replace(BANK, "Is easy true?", "Is easy so?")
    assert compiled(full, FINAL).digest == after.digest


def test_a_graded_quiz_warns_of_bank_questions_without_grounds(full: CourseFolder) -> None:
    full.write(FINAL, drawing("{count: 1, from: {bank: privacy, bloom: remember}}"))
    assert "privacy.yaml" not in str(full.load().warnings)
    full.replace(FINAL, "purpose: practice", "purpose: final")
    said = [str(one) for one in full.load().warnings if "privacy.yaml" in str(one)]
    assert len(said) == 1
    assert "question 'easy': there is no rationale and no references. Add it." in said[0]


@pytest.mark.usefixtures("app")
class TestPublished:
    def test_the_count_is_that_of_a_paper(self, full: CourseFolder, app: Flask) -> None:
        full.write(FINAL, drawing("{count: 2, from: {bank: privacy, bloom: apply}}"))
        view = get_course_view(publish_course(full.load(), note="", now=NOW).publication_id)
        step = next(step for step in view.steps() if step.key == "final")
        assert step.question_count == 2
        shown = get_quiz(step.digest)
        assert (shown.question_count, len(shown.questions)) == (2, 3)
        assert shown.sections[0].draws[0].keys == ("hard", "story", "tale")
        assert set(get_quiz_keys(step.digest)) == {"hard", "story", "tale"}

    def test_a_question_of_a_bank_may_not_vanish_and_may_move(self, full: CourseFolder) -> None:
        publish_course(full.load(), note="", now=NOW)
        db.session.commit()
        full.write(BANK, bank(easy="bloom: remember", hard="bloom: apply", story="", tale=""))
        with pytest.raises(ContentErrors) as caught:
            publish_course(full.load(), note="", now=NOW)
        said = [shortened(full.root, str(error)) for error in caught.value.errors]
        assert said == [
            (
                "privacy.yaml:1: question 'old': it was published in publication 1 and is gone. "
                "Put it back; with retired: true it is not asked any more."
            )
        ]
        full.write(BANK, bank(easy="bloom: remember", hard="bloom: apply", story="", tale=""))
        full.write("banks/other.yaml", bank(old="retired: true"))
        assert publish_course(full.load(), note="", now=NOW).number == 2


FORMS = "forms: {pair: prepost, occasion: pre, a: [a], b: [b]}\n"
PARTS = "  - {key: a, questions: [hard]}\n  - {key: b, questions: [easy]}\n"


class TestForms:
    def test_both_tests_of_a_pair_have_both_forms(self, full: CourseFolder) -> None:
        full.write(FINAL, quiz(PARTS, FORMS))
        full.write(POST, quiz(PARTS, FORMS.replace("pre,", "post,")))
        assert [quiz.spec.forms.occasion for quiz in full.load().quizzes if quiz.spec.forms] == ["pre", "post"]
        assert compiled(full, FINAL).shown["forms"]["a"] == ["a"]

    @pytest.mark.parametrize(
        ("sections", "forms", "fault"),
        [
            (PARTS, FORMS.replace("b: [b]", "b: [c]"), "final.yaml:3: no section 'c'. Known: a, b."),
            (PARTS, FORMS.replace("b: [b]", "b: [a]"), "section 'a' is named twice. Put each section into one form."),
            (PARTS.replace("[easy]", "[easy, tale]"), FORMS, "form a asks 1 and form b 2. Give both the same number"),
            (
                PARTS.replace("questions: [hard]", "draws: [{count: 1, from: {bloom: apply, bank: privacy}}]").replace(
                    "questions: [easy]", "draws: [{count: 1, from: {tags: [vignette]}}]"
                ),
                FORMS,
                "question 'story' is in form a of 'prepost' and in form b of 'prepost'.",
            ),
            (
                PARTS + "  - {key: c, draws: [{count: 1, from: {bank: privacy, bloom: apply}}]}\n",
                FORMS,
                "",
            ),
        ],
    )
    def test_what_is_said_of_forms(self, full: CourseFolder, sections: str, forms: str, fault: str) -> None:
        full.write(FINAL, quiz(sections, forms))
        if not fault:
            full.load()  # what a form names itself is drawn by no other section of the quiz
            return
        said = full.faults()
        assert any(fault in one for one in said), said

    def test_a_question_of_a_form_in_another_quiz_or_check(self, full: CourseFolder) -> None:
        full.write(FINAL, quiz(PARTS, FORMS))
        full.write(POST, quiz("  - {key: x, draws: [{count: 1, from: {bank: privacy, bloom: apply}}]}\n"))
        full.replace(LESSON, "::: on-shift", "```check\nuse: easy\n```\n\n::: on-shift")
        said = full.faults()
        assert [one.split(". ")[0] for one in said] == [
            "final.yaml:3: question 'easy' of form b of 'prepost' is also asked in lesson 'what-counts'",
            "final.yaml:3: question 'hard' of form a of 'prepost' is also asked in quiz 'post'",
        ]

    def test_a_question_that_says_the_other_form(self, full: CourseFolder) -> None:
        full.replace(BANK, "bloom: remember", "form: a")
        full.write(FINAL, quiz(PARTS, FORMS))
        assert "question 'easy' says form a. Move it, or change its form." in full.faults()[0]


def test_questions_of_a_module_are_those_of_its_quizzes_and_not_its_checks(folder: CourseFolder) -> None:
    found = pool(folder, "{module: m02-patient-information}")
    assert len(found) == 5
    assert "board-in-focus" not in found


CASES = """  - key: {key}
    type: case
    stimulus: What happened in {key}.
    stages:
      - {{key: first, questions: [{{key: {key}-1, type: true_false, stem: One?, answer: true, tags: [{tag}]}}]}}
      - key: second
        reveal: What came of {key}.
        questions:
          - {{key: {key}-2, type: true_false, stem: Two?, answer: true, tags: [{tag}]}}
"""
USING = CASES.replace("questions: [{{key: {key}-1", "questions: [{{use: easy}}, {{key: {key}-1")


class TestCases:
    @pytest.fixture
    def cases(self, full: CourseFolder) -> CourseFolder:
        written = "".join(CASES.format(key=key, tag="staged") for key in ("night", "dawn", "noon"))
        full.write("banks/cases.yaml", f"questions:\n{written}")
        return full

    @pytest.mark.parametrize(
        ("filters", "keys"),
        [
            ("{bank: cases}", ("dawn", "night", "noon")),
            ("{tags: staged}", ("dawn", "night", "noon")),
            ("{bank: privacy, not_tags: staged}", ("easy", "hard", "story", "tale")),
        ],
    )
    def test_a_case_fits_whole_and_none_of_its_questions_alone(
        self, cases: CourseFolder, filters: str, keys: tuple[str, ...]
    ) -> None:
        assert pool(cases, filters) == keys

    def test_one_that_fits_in_part_or_is_named_is_not_drawn(self, cases: CourseFolder) -> None:
        cases.replace(
            "banks/cases.yaml", "key: night-2, type: true_false", "key: night-2, bloom: apply, type: true_false"
        )
        cases.write(FINAL, drawing("{count: 1, from: {tags: staged, bloom: apply}}"))
        assert "asks for 1 question, 0 fit" in cases.faults()[0]
        cases.write(
            FINAL, quiz("  - {key: a, questions: [dawn]}\n  - {key: b, draws: [{count: 1, from: {tags: staged}}]}\n")
        )
        course = cases.load()
        assert list_pools(course, course.quizzes[0])[0].keys == ("night", "noon")

    def test_the_object_of_a_quiz_holds_their_texts_and_counts_their_questions(self, cases: CourseFolder) -> None:
        cases.write(FINAL, drawing("{count: 2, from: {bank: cases}}", "{count: 1, from: {bank: privacy}}"))
        stored = compiled(cases, FINAL)
        assert [case["key"] for case in stored.shown["cases"]] == ["dawn", "night", "noon"]
        keys = [question["key"] for question in stored.shown["questions"]]
        assert keys[:2] == ["dawn-1", "dawn-2"]
        assert stored.key is not None
        assert set(stored.key["questions"]) == set(keys)
        draws = stored.shown["sections"][0]["draws"]
        assert [draw.get("each") for draw in draws] == [2, None]
        outline = compiled(cases, "course.yaml").shown["quizzes"]
        assert [step["question_count"] for step in outline if step["key"] == "final"] == [5]
        assert [case["key"] for case in compiled(cases, "banks/cases.yaml").shown["cases"]] == ["night", "dawn", "noon"]

    def test_an_evaluation_draws_no_case_with_right_answers(self, cases: CourseFolder) -> None:
        draws = drawing("{count: 1, from: {bank: cases}}")
        cases.write(FINAL, draws.replace("purpose: practice", "purpose: evaluation"))
        said = [one for one in cases.faults() if "has a right answer, and an evaluation marks nothing" in one]
        assert [one.split("'")[1] for one in said] == ["dawn-1", "dawn-2", "night-1", "night-2", "noon-1", "noon-2"]

    def test_files_are_walked_as_often_however_much_may_be_drawn(
        self, cases: CourseFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        walks, written = [], QuestionFile.written

        def walk(file: QuestionFile) -> Iterator[WrittenQuestion]:
            walks.append(file.key)
            return written(file)

        monkeypatch.setattr(QuestionFile, "written", walk)
        cases.write(FINAL, drawing("{count: 1, from: {bank: cases}}"))
        compile_course(cases.load())
        few = len(walks)
        walks.clear()
        more = "".join(CASES.format(key=f"late-{number}", tag="staged") for number in range(40))
        cases.write("banks/cases.yaml", cases.read("banks/cases.yaml") + more)
        compile_course(cases.load())
        assert len(walks) == few > 0

    @pytest.mark.parametrize(
        ("more", "draws", "fault"),
        [
            (
                "",
                ["{count: 1, from: {bloom: apply}}"],
                "draw 1: what fits has 1 or 2 questions each, because a case is drawn whole (bloom apply). Draw",
            ),
            (
                USING.format(key="eve", tag="using"),
                ["{count: 1, from: {bank: more}}", "{count: 1, from: {bank: privacy}}"],
                "question 'easy' may be drawn in 'eve' and in 'easy'. A learner would see it twice.",
            ),
            (USING.format(key="eve", tag="x").replace("use: easy", "use: nothing"), [], "no question 'nothing'"),
            (CASES.format(key="easy", tag="x"), [], "question 'easy': this key is already used in"),
        ],
    )  # fmt: skip
    def test_what_is_said_of_them(self, cases: CourseFolder, more: str, draws: list[str], fault: str) -> None:
        written = CASES.format(key="late", tag="x").replace("type: true_false", "bloom: apply, type: true_false")
        cases.write("banks/more.yaml", f"questions:\n{written}{more}")
        cases.write(FINAL, drawing(*(draws or ["{count: 1, from: {bank: cases}}"])))
        said = cases.faults()
        assert any(fault in one for one in said), said
