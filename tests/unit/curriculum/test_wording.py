"""What is said about files that cannot be taken: the wordings that authors rely on, with file and line."""

import pytest

from .conftest import LESSON, MODULE, QUIZ, CourseFolder


def test_two_correct_options(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "no name in it., feedback", "no name in it., correct: true, feedback")
    assert folder.faults() == [
        (
            "m02-quiz.yaml:20: question 'snake-bite-post': two options are correct ('identifies', 'no-name'). "
            "Keep one, or use type multiple_response."
        )
    ]


def test_yes_is_a_text(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "identify the patient., correct: true", "identify the patient., correct: yes")
    assert folder.faults() == [
        (
            "m02-quiz.yaml:19: question 'snake-bite-post', option 'identifies': correct is the text \"yes\". "
            "Write true or false."
        )
    ]


def test_question_key_used_twice(folder: CourseFolder) -> None:
    folder.write(
        "quizzes/privacy.yaml",
        "title: Privacy\npurpose: practice\nquestions:\n"
        "  - {key: snake-bite-post, type: true_false, stem: Is it?, answer: true}\n",
    )
    assert folder.faults() == [
        (
            f"privacy.yaml:4: question 'snake-bite-post': this key is already used in {QUIZ}:9. "
            "Keys are unique in the course."
        )
    ]


def test_colon_and_space_in_plain_text(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "stem: A therapist wants to share", "stem: First step: call")
    assert folder.faults() == [
        (
            "m02-quiz.yaml:29: not readable as YAML: a colon and a space inside plain text. "
            "Put the text in quotes, or use |."
        )
    ]


def test_misspelt_field(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "scoring: plus_minus", "scorring: plus_minus")
    assert folder.faults() == [
        "m02-quiz.yaml:30: question 'enough-before-video': unknown field 'scorring'. Did you mean 'scoring'?"
    ]


def test_figure_without_alternative_text(folder: CourseFolder) -> None:
    folder.replace(LESSON, "| Post |", "```figure\nsrc: media/x.jpg\n```\n\n| Post |")
    assert folder.faults() == [
        (
            'what-counts.md:18: figure: no alternative text. Add "alt: what a person who can\'t see it needs to know", '
            'or "decorative: true".'
        )
    ]


def test_figure_whose_file_is_not_there(folder: CourseFolder) -> None:
    folder.replace(LESSON, "| Post |", "```figure\nsrc: media/x.jpg\nalt: A nurse at a desk\n```\n\n| Post |")
    assert folder.faults() == [
        "what-counts.md:19: figure: there is no file media/x.jpg. Put it into media, or name one that is there: none."
    ]


def test_raw_html(folder: CourseFolder) -> None:
    folder.replace(LESSON, "*was here* is already", "<div>was here</div> is already")
    assert folder.faults()[0] == 'what-counts.md:12: raw HTML "<div>" is not allowed. Use a ::: callout.'


def test_unknown_glossary_term(folder: CourseFolder) -> None:
    folder.replace(LESSON, "[[phi]] is", "[[phy]] is")
    assert folder.faults() == ["what-counts.md:11: no glossary term 'phy'. Did you mean 'phi'?"]


def test_unknown_citation(folder: CourseFolder) -> None:
    folder.replace(LESSON, "[@safeharbor]", "[@safe-harbour]")
    assert folder.faults() == ["what-counts.md:12: no reference 'safe-harbour'. Did you mean 'safeharbor'?"]


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (
            QUIZ,
            "type: true_false",
            "type: bow_tie",
            (
                "m02-quiz.yaml:38: question 'closed-group': question type 'bow_tie' is not supported yet. "
                "Supported: single_choice, multiple_response, true_false, matching, categorise, ordering, matrix, "
                "numeric, short_text, cloze, scale, free_text, attestation, hotspot."
            ),
        ),
        (
            QUIZ,
            "type: true_false",
            "type: true_flase",
            "unknown question type 'true_flase'. Did you mean 'true_false'?",
        ),
        (
            QUIZ,
            "purpose: module_quiz",
            "purpose: evaluation",
            "has a right answer, and an evaluation marks nothing. Use scale or free_text.",
        ),
        (QUIZ, "certainty: ask", "certainty: sure", 'certainty is the text "sure". Write one of: off, ask, graded.'),
        (QUIZ, "certainty: ask", "tries: 3", "several tries need to be told what was right at each. Add show: "),
        (QUIZ, "certainty: ask", "tries: 6", "tries is 6. Write at most 5."),
        (QUIZ, "certainty: ask", "try_cost: 1/4", "there is no further try that could cost something. Add tries: 3."),
        (QUIZ, "certainty: ask", "test_out: {}", "m02-quiz.yaml:4: 'test_out' is not supported yet. Remove it."),
        (QUIZ, "bloom: analyze", "hint_cost: 1/4", "there is no hint that could cost something. Add hints, or "),
        (QUIZ, "bloom: analyze", "hints: [Look]\n    hint_cost: 2", "hint_cost must be from 0 to 1."),
        (QUIZ, "bloom: analyze", 'hints: ["Ask {{hospital.nurse}}"]', "no slot 'hospital.nurse'"),
        (
            QUIZ,
            "key: core, questions: [snake-bite-post, ",
            "key: core, draws: [], questions: [",
            "section 'core': draws is too short. At least 1.",
        ),
        (QUIZ, "cool_down: 10m", "cool_down: 10", "cool_down is the number 10. Write a length of time such as"),
        (QUIZ, "cool_down: 10m", "show: {answers: after_submit, right_wrong: after_pass}", "before right and wrong"),
        (QUIZ, "answer: true", "answer: 1", "m02-quiz.yaml:42: question 'closed-group': answer is the number 1."),
        (QUIZ, "value: 60", "value: .nan", 'accept 1: value is the text ".nan". Write a number such as 2, 0.5 or 1/3.'),
        (
            QUIZ,
            "days-to-tell]",
            "days-to-sell]",
            "section 'words': no question 'days-to-sell'. Did you mean 'days-to-tell'?",
        ),
        (QUIZ, "bloom: analyze", "objective: m02-x", "the field 'objective' stands twice"),
        (QUIZ, "references: [safeharbor]", "references: [safeharbour]", "no reference 'safeharbour'. Did you mean"),
        (QUIZ, "{{hospital.privacy_contact}}", "{{hospital.privacy}}", "no slot 'hospital.privacy'"),
        (QUIZ, "What must the signed", "What [[phi]] must the signed", "[[phi]] stands outside a lesson"),
        (QUIZ, "rationale: Sixty days", "rationale: <b>Sixty</b> days", 'raw HTML "<b>" is not allowed'),
        (LESSON, "minutes: 6", "minutes: six", 'what-counts.md:4: minutes is the text "six". Write a whole number.'),
        (LESSON, "objective: m02-spot", "objective: m02-spott", "no objective 'm02-spott-identifiers'. Did you mean"),
        (LESSON, "callout warning", "callout loud", "::: callout: it does not say what it is"),
        (LESSON, "::: callout warning", "::: box", "unknown block '::: box'"),
        (LESSON, "person without a name.\n:::", "person without a name.", "a ::: block stands inside another"),
        (LESSON, "```check", "```quiz", "unknown fence 'quiz'. Known: check, figure."),
        (LESSON, "## The fact", "#### The fact", "a heading level is skipped (####). Use ##."),
        (LESSON, "## The fact", "# The fact", "a first-level heading stands in the text"),
        (LESSON, "https://www.ecfr.gov/", "http://www.ecfr.gov/", 'link to "http://www.ecfr.gov/" is not allowed'),
        (LESSON, "https://www.ecfr.gov/", "javascript:alert(1)", 'link to "javascript:alert(1)" is not allowed'),
        (LESSON, "[the rule]", "[click here]", 'link text "click here" does not say where it leads'),
        (LESSON, "[the rule]", "[the quiz]", 'two links have the text "the quiz" and different targets'),
        (LESSON, "quiz:m02-quiz", "quiz:m03-quiz", "no quiz 'm03-quiz'. Did you mean 'm02-quiz'?"),
        (LESSON, "*was here*", "![x](https://e.org/x.png)", "pictures by address are not allowed"),
        (LESSON, "*was here*", "{{Hospital}}", '"{{" begins nothing that is known'),
        (LESSON, "[@ncsbn, p. 4]", "<!-- why -->", "HTML comments are not allowed. Use ::: note, or # in YAML."),
        (LESSON, "| Post | Judgement |", "| Post |  |", "a table column has no heading"),
        (LESSON, "---\ntitle", "title", "there is no front matter"),
        (
            LESSON,
            "| Post |",
            "- a\n\n  ```check\n  use: x\n  ```\n\n| Post |",
            "a named fence stands inside something else",
        ),
        (LESSON, "| Post |", "> ## Quoted\n\n| Post |", "a heading stands inside something else"),
        (LESSON, "| Post |", "##\n\n| Post |", "a heading is empty"),
        (LESSON, "| Post |", "::: case\nx\n:::\n\n| Post |", "::: case: it has no title. Write ::: case Title."),
        (LESSON, "| Post |", "::: tip\nx\n:::\n\n| Post |", "unknown block '::: tip'"),
        (LESSON, "| Post |", "::: details X\n:::\n\n| Post |", "::: details: there is nothing in it"),
        (
            LESSON,
            "| Post |",
            "```check\nuse: closed-groop\n```\n\n| Post |",
            "no question 'closed-groop'. Did you mean",
        ),
        (LESSON, "| Post |", "```check\na: b: c\n```\n\n| Post |", "what-counts.md:19: check: not readable as YAML"),
        (
            LESSON,
            "| Post |",
            "```check\n- a\n```\n\n| Post |",
            "what-counts.md:19: check: this is a list. Write fields",
        ),
        (LESSON, "| Post |", "[x]: https://e.org\n\n| Post |", "link definitions are not allowed"),
        (LESSON, "| Post |", "::: on-shift\nx\n:::\n\n| Post |", "::: on-shift: it stands twice. Keep one a lesson."),
        (LESSON, "Your hospital's rule:", "::: details More\nYour rule:", "::: details: this block is not closed"),
        (
            f"{MODULE}/module.yaml",
            "- quiz: m02-quiz",
            "- {quiz: m02-quiz, lesson: a}",
            "line 2: neither a lesson nor a quiz",
        ),
        (f"{MODULE}/module.yaml", "- quiz: m02-quiz", "- lesson: what-counts", "lesson 'what-counts' is listed twice"),
        ("course.yaml", "modules: [", "modules: [m02-patient-information, ", "is listed twice. Keep one."),
        ("course.yaml", "hospital.motto", "hospital.policy_link", "slot 'hospital.policy_link' is declared twice"),
        ("course.yaml", "en-US", "English", 'language is the text "English". Write a tag such as en-US.'),
        ("course.yaml", "America/Chicago", "Mars/Olympus", 'timezone is the text "Mars/Olympus". Write a timezone'),
        ("course.yaml", "format: 1", "format: 2", "format is the number 2. Write one of: 1."),
        ("course.yaml", "licence: CC-BY-4.0\n", "", "course.yaml:1: licence is missing. Add it."),
        ("references.yaml", 'url: "https://', 'url: "http://', "reference 'authorisation': url is the text"),
        (f"{MODULE}/module.yaml", "lesson: what-counts", "lesson: what-count", "no lesson in this module 'what-count'"),
    ],
)
def test_what_is_said(folder: CourseFolder, path: str, old: str, new: str, fault: str) -> None:
    folder.replace(path, old, new)
    assert any(fault in said for said in folder.faults()), folder.faults()


def test_everything_is_said_at_once_in_order(folder: CourseFolder) -> None:
    folder.replace(QUIZ, "scoring: plus_minus", "scorring: plus_minus")
    folder.replace(QUIZ, "answer: true", "answer: yes")
    folder.replace(LESSON, "minutes: 6", "minutes: 0")
    folder.replace("course.yaml", "format: 1", "format: 2")
    assert [said.split(" ")[0] for said in folder.faults()] == [
        "course.yaml:1:",
        "what-counts.md:4:",
        "m02-quiz.yaml:30:",
        "m02-quiz.yaml:42:",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xef\xbb\xbftitle: x", "begins with a byte order mark"),
        (b"title: x\r\n", "has Windows line ends"),
        (b"a: b\ntitle: \xff", "m02-quiz.yaml:2: is not UTF-8 text"),
        ("title: e\u0301".encode(), "has letters in parts (not NFC)"),
        (b"title: \x00", "holds the sign U+0000"),
        (b"x" * 1_048_577, "at most 1,048,576 fit"),
        (b"a:\tb", "there is a tab"),
        (b"a: &x 1", "anchors and aliases"),
        (b"a: !!str 1", "tags (!) are not allowed"),
        (b"<<: {a: 1}", "merge keys"),
        (b"a: 1\n---\nb: 1", "m02-quiz.yaml:2: not readable as YAML: a second document"),
        (b"[" * 25, "more than 20 levels"),
    ],
)
def test_files_that_are_no_text_or_no_plain_yaml(folder: CourseFolder, content: bytes, fault: str) -> None:
    folder.write(QUIZ, content)
    assert any(fault in said for said in folder.faults()), folder.faults()


@pytest.mark.parametrize("name", ["locales"])
def test_folders_of_later_versions_are_named(folder: CourseFolder, name: str) -> None:
    (folder.root / name).mkdir()
    assert folder.faults() == [f"{name}:1: {name} are not supported yet. Remove the folder."]


def test_names_that_are_no_keys(folder: CourseFolder) -> None:
    (folder.root / QUIZ).rename(folder.root / MODULE / "quizzes" / "M02_Quiz.yaml")
    assert "the name 'M02_Quiz' is no key" in folder.faults()[0]
