"""What must hold before a quiz with draws or parallel forms is published: a paper can always be made of it."""

from collections.abc import Iterator

from lms_plugin.curriculum.course import Course, Quiz
from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.pools import Pool, askable_keys, form_keys, list_pools, section_keys, section_sizes


def pool_faults(course: Course) -> Iterator[ContentError]:
    """Every draw that may fall short, and every question in the wrong form or place. Names in filters are checked
    before."""
    for quiz in course.all_quizzes():
        pools = list_pools(course, quiz)
        for number, pool in enumerate(pools):
            yield from _too_few(quiz, pool, pools[:number])
            yield from _mixed(quiz, pool)
        yield from _twice(course, quiz, pools)
        yield from _uneven(course, quiz)
    yield from _misplaced(course)


def _too_few(quiz: Quiz, pool: Pool, earlier: list[Pool]) -> Iterator[ContentError]:
    at = ("sections", pool.section, "draws", pool.draw)
    count = pool.spec.count
    asks = f"asks for {count} question{'s' if count != 1 else ''}"
    short = count - len(pool.keys)
    if short > 0:
        fit = f"{len(pool.keys)} {'fits' if len(pool.keys) == 1 else 'fit'}"
        problem = f"{asks}, {fit} ({pool.spec.out_of})"
        yield quiz.source.error(at, problem, f"Lower the count or add {short}")
        return
    left = len(pool.keys) - _taken(pool, earlier)
    if left < count:
        problem = f"{asks}, and draws before it may leave {left} of {len(pool.keys)} ({pool.spec.out_of})"
        yield quiz.source.error(at, problem, f"Put it before them, lower the count or add {count - left}")


def _taken(pool: Pool, earlier: list[Pool]) -> int:
    """The most that earlier draws can take away from a pool."""
    shared = [set(pool.keys) & set(other.keys) for other in earlier]
    most = sum(min(other.spec.count, len(both)) for other, both in zip(earlier, shared, strict=True))
    return min(most, len(set().union(*shared)))


def _mixed(quiz: Quiz, pool: Pool) -> Iterator[ContentError]:
    """Cases beside questions, or cases of different lengths: how long the quiz is would be left to chance."""
    if len(pool.sizes) > 1:
        sizes = f"{', '.join(map(str, pool.sizes[:-1]))} or {pool.sizes[-1]}"
        problem = f"what fits has {sizes} questions each, because a case is drawn whole ({pool.spec.out_of})"
        fix = "Draw cases and questions apart: tell them apart by tags and not_tags"
        yield quiz.source.error(("sections", pool.section, "draws", pool.draw), problem, fix)


def _twice(course: Course, quiz: Quiz, pools: list[Pool]) -> Iterator[ContentError]:
    """A question that may be drawn alone and in a case, or in two cases, and so stand on a paper twice."""
    homes: dict[str, str] = {}
    for pool in pools if course.find_cases() else ():
        for key in pool.keys:
            for question in section_keys([key], course):
                if homes.setdefault(question, key) != key:
                    problem = f"question '{question}' may be drawn in '{homes[question]}' and in '{key}'"
                    fix = "A learner would see it twice. Keep one of them out by tags and not_tags"
                    yield quiz.source.error(("sections", pool.section, "draws", pool.draw), problem, fix)


def _uneven(course: Course, quiz: Quiz) -> Iterator[ContentError]:
    """Forms of different lengths: nothing said before the start would be true for both."""
    forms = quiz.spec.forms
    if forms is None:
        return
    sizes = section_sizes(quiz, course)
    in_a, in_b = (sum(sizes.get(key, 0) for key in keys) for keys in (forms.a, forms.b))
    if in_a != in_b:
        problem = f"form a asks {in_a} and form b {in_b}"
        yield quiz.source.error(("forms",), problem, "Give both the same number of questions")


def _misplaced(course: Course) -> Iterator[ContentError]:
    """Questions of parallel forms that stand in both, in another quiz or in a check."""
    forms: dict[str, tuple[str, str, Quiz]] = {}
    marked = {written.spec.key: written.spec.form for written in course.questions()}
    for quiz in course.all_quizzes():
        pair = quiz.spec.forms.pair if quiz.spec.forms is not None else ""
        for key, form in form_keys(course, quiz):
            if marked.get(key) not in (None, form):
                fix = "Move it, or change its form"
                yield quiz.source.error(("forms", form), f"question '{key}' says form {marked[key]}", fix)
            first = forms.setdefault(key, (pair, form, quiz))
            if first[:2] != (pair, form):
                problem = f"question '{key}' is in form {first[1]} of '{first[0]}' and in form {form} of '{pair}'"
                yield quiz.source.error(("forms", form), problem, "A learner would see it twice. Keep it in one")
    yield from _elsewhere(course, forms)


def _elsewhere(course: Course, forms: dict[str, tuple[str, str, Quiz]]) -> Iterator[ContentError]:
    for quiz in course.all_quizzes():
        own = {key for key, _ in form_keys(course, quiz)}
        for key in sorted(askable_keys(quiz, course) & set(forms) - own):
            yield _seen_before(forms[key], key, f"in quiz '{quiz.key}'")
        for key in sorted(own & _common(course, quiz)):
            yield _seen_before(forms[key], key, "outside the forms")
    for lesson in course.lessons():
        for block in lesson.blocks:
            key = block.use or (block.question.key if block.question is not None else "")
            if key in forms:
                yield _seen_before(forms[key], key, f"in lesson '{lesson.key}'")


def _common(course: Course, quiz: Quiz) -> set[str]:
    """What sections outside the forms of a quiz may ask."""
    forms = quiz.spec.forms
    inside = set() if forms is None else {*forms.a, *forms.b}
    outside = [index for index, section in enumerate(quiz.spec.sections) if section.key not in inside]
    named = [key for index in outside for key in quiz.spec.sections[index].questions]
    drawn = [key for pool in list_pools(course, quiz) if pool.section in outside for key in pool.keys]
    return set(section_keys([*named, *drawn], course))


def _seen_before(placed: tuple[str, str, Quiz], key: str, there: str) -> ContentError:
    pair, form, quiz = placed
    problem = f"question '{key}' of form {form} of '{pair}' is also asked {there}"
    return quiz.source.error(("forms", form), problem, "A question of a form stands nowhere else")
