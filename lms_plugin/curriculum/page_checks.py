"""What must hold for quizzes with all questions on one page: nothing in them opens or is told one by one."""

from collections.abc import Iterator

from lms_plugin.curriculum.course import Course, Quiz
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.policies import resolve_policy
from lms_plugin.curriculum.pools import askable_keys

_AT = ("policy", "layout")


def page_faults(quiz: Quiz, course: Course) -> Iterator[ContentError]:
    """What a quiz with `layout: all` may ask and its page cannot show: hints one by one, cases in stages."""
    policy = resolve_policy(quiz.spec.purpose, quiz.spec.policy)
    if policy.layout != "all":
        return
    keys, questions = askable_keys(quiz, course), course.find_questions()
    for key in sorted(key for key in keys if questions[key].hints and policy.hints != "off"):
        problem = f"question '{key}' has hints, and layout: all shows none"
        yield quiz.source.error(_AT, problem, "Add hints: off, or write layout: one")
    for key in sorted(key for key in keys if questions[key].type == "hotspot"):
        problem = f"question '{key}' asks for places in a picture, and layout: all has room for one question alone"
        yield quiz.source.error(_AT, problem, "Write layout: one, or take the question out")
    for case in course.find_cases().values():
        stages = case.asked(questions)
        if len(stages) > 1 and any(question.key in keys for _, listed in stages for question in listed):
            problem = f"case '{case.key}' opens in stages, and layout: all shows all at once"
            yield quiz.source.error(_AT, problem, "Write layout: one, or put its questions into one stage")
