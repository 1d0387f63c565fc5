"""Figures of questions: worked examples, and what holds of any tries."""

from collections import Counter
from fractions import Fraction

from hypothesis import given as given_by
from hypothesis import settings
from hypothesis import strategies as st

from lms_plugin.analytics.figures import figures_of
from lms_plugin.analytics.flags import Choice, flags_of
from lms_plugin.analytics.statistics import Figures, Given, Sitting, Version, correlate, grouped
from lms_plugin.analytics.whole_quiz import middle, reliability, variance, whole_of

CHOICES = (Choice("right", "A", True), Choice("wrong", "B", False), Choice("idle", "C", False))
CREDITS = st.sampled_from([(0, 1), (1, 3), (1, 2), (2, 3), (1, 1)])


def version(key: str, edition: int = 1, marking: str = "m") -> Version:
    return Version(key, edition, marking)


def one(key: str, right: bool, **fields: object) -> Given:
    said = {"choices": ("right",) if right else ("wrong",), "answered": True, **fields}
    return Given(version(key), (1, 1) if right else (0, 1), (1, 1), **said)  # type: ignore[arg-type]


def sitting(*rights: bool, first: bool = True) -> Sitting:
    """A try at questions a, b, c … that were right or not."""
    return Sitting(first, 60, tuple(one("abcdefgh"[place], right) for place, right in enumerate(rights)))


def of(key: str, sittings: list[Sitting]) -> Figures:
    return figures_of(sittings)[version(key)]


def test_a_question_that_goes_with_the_rest() -> None:
    sittings = [sitting(True, True, True)] * 8 + [sitting(False, False, True)] * 4
    figures = of("a", sittings)
    assert (figures.asked, figures.answered, figures.right, figures.mean) == (12, 12, 8, Fraction(2, 3))
    assert figures.link is not None
    assert figures.link.hundredths == 100
    assert figures.gap == 1
    assert (figures.sizes["upper"], figures.sizes["lower"], figures.sizes["all"]) == (8, 4, 12)
    assert (figures.share("right"), figures.share("right", "lower")) == (Fraction(2, 3), Fraction(0))


def test_the_rest_leaves_the_question_itself_out() -> None:
    sittings = [sitting(True, False)] * 6 + [sitting(False, True)] * 6
    figures = of("a", sittings)
    assert figures.link is not None
    assert figures.link.hundredths == -100
    assert [flag.word for flag in flags_of(figures)] == ["Check the key"]


def test_later_tries_carried_and_blank_answers_are_apart() -> None:
    blank = Sitting(True, 9, (one("a", False, answered=False), one("b", True)))
    carried = Sitting(True, 9, (one("a", True, carried=True), one("b", True)))
    figures = of("a", [sitting(True, True), blank, carried, sitting(False, True, first=False)])
    assert (figures.asked, figures.answered, figures.right) == (2, 1, 1)
    assert figures.ever == (2, 1)


def test_each_edition_and_each_key_has_figures_of_its_own() -> None:
    versions = [version("a"), version("a", edition=2), version("a", marking="n")]
    sittings = [Sitting(True, 1, (one("a", True)._replace(version=each),)) for each in versions]
    found = figures_of(sittings)
    assert {each: figures.answered for each, figures in found.items()} == dict.fromkeys(versions, 1)


def test_nine_are_hidden_ten_a_hint_and_a_hundred_neither() -> None:
    seen = {count: of("a", [sitting(True, True)] * count) for count in (9, 10, 99, 100)}
    assert {n: (f.is_hidden, f.is_hint) for n, f in seen.items()} == {
        9: (True, False),
        10: (False, True),
        99: (False, True),
        100: (False, False),
    }
    assert flags_of(of("a", [sitting(False, True)] * 9), CHOICES) == ()


def test_many_chose_another_answer_than_the_key() -> None:
    figures = of("a", [sitting(False, True)] * 7 + [sitting(True, False)] * 5)
    assert flags_of(figures, CHOICES)[0].why == "Many chose B, fewer the key A: look at the key."


def test_hard_easy_weak_and_unused() -> None:
    hard = of("a", [sitting(True, True)] * 2 + [sitting(False, False)] * 8)
    assert [flag.word for flag in flags_of(hard)] == ["Hard"]
    easy = of("a", [sitting(True, True)] * 96 + [sitting(False, False)] * 4)
    assert [(flag.word, flag.tone) for flag in flags_of(easy)] == [("Nearly all right", "plain")]
    weak = of(
        "a", ([sitting(True, True)] * 4 + [sitting(True, False)] * 4) + [sitting(False, True), sitting(False, False)]
    )
    assert [flag.word for flag in flags_of(weak, CHOICES)] == ["Weak link", "Unused answer"]
    assert flags_of(weak, CHOICES)[-1].why == "Fewer than 5% chose C."


def test_thirty_percent_is_not_hard_and_a_link_of_a_fifth_is_not_weak() -> None:
    fair = of("a", [sitting(True, True)] * 3 + [sitting(False, False)] * 7)
    assert flags_of(fair) == ()
    exact = correlate({(1, 1): 3, (1, 0): 2, (0, 1): 2, (0, 0): 3})
    assert exact is not None
    assert (exact.hundredths, exact.is_below(Fraction(1, 5)), exact.is_below(Fraction(21, 100))) == (20, False, True)


def test_what_nothing_decides_has_no_difficulty() -> None:
    figures = figures_of([Sitting(True, 1, (Given(version("a"), None, (0, 1), True, choices=("x",)),))] * 12)
    assert figures[version("a")].mean is None
    assert figures[version("a")].choices["all"]["x"] == 12
    assert flags_of(figures[version("a")]) == ()


def test_how_sure_people_were() -> None:
    said = [one("a", True, certainty="high"), one("a", False, certainty="high"), one("a", True, certainty="low")]
    figures = of("a", [Sitting(True, 1, (each,)) for each in said])
    assert figures.sure == {"low": (1, 1), "high": (2, 1)}


def test_parts_that_were_treated_as_they_should_be() -> None:
    parts = [{"x": "right", "y": "wrong"}, {"x": "missed", "y": "not_chosen"}]
    figures = of("a", [Sitting(True, 1, (one("a", False, parts=each),)) for each in parts])
    assert [figures.part_share(part) for part in ("x", "y", "z")] == [Fraction(1, 2), Fraction(1, 2), 0]


def test_a_whole_quiz_of_two_questions_that_agree() -> None:
    whole = whole_of([sitting(True, True)] * 6 + [sitting(False, False)] * 6)
    assert whole is not None
    assert (whole.alpha, whole.error, whole.seconds) == (Fraction(1), 0, 60)
    assert whole_of([sitting(True)] * 9) is None
    assert variance([0, 1, 1]) == Fraction(2, 9)
    assert reliability([Fraction(1, 4)] * 2, Fraction(1, 2)) == 0
    assert middle([3, 1, 2, 9]) == 2


@st.composite
def tries(draw: st.DrawFn) -> list[Sitting]:
    keys = draw(st.lists(st.sampled_from("abcd"), min_size=1, unique=True))
    row = st.tuples(CREDITS, st.booleans(), st.sampled_from(["x", "y", "z"]))
    return [
        Sitting(
            draw(st.booleans()),
            1,
            tuple(
                Given(version(key), credit, (1, 1), answered, choices=(choice,) if answered else ())
                for key, (credit, answered, choice) in zip(keys, draw(st.tuples(*[row] * len(keys))), strict=True)
            ),
        )
        for _ in range(draw(st.integers(1, 14)))
    ]


@settings(max_examples=60, deadline=None)
@given_by(tries())
def test_figures_hang_together(sittings: list[Sitting]) -> None:
    for figures in figures_of(sittings).values():
        assert 0 <= figures.right <= figures.answered <= figures.asked
        assert figures.ever[0] >= figures.answered
        assert figures.choices["all"].total() == figures.answered
        if figures.gap is not None:
            assert -1 <= figures.gap <= 1
            assert sum(figures.sizes[group] for group in ("upper", "middle", "lower")) == figures.answered
        if figures.link is not None:
            assert -100 <= figures.link.hundredths <= 100
            assert figures.link.covariance**2 <= figures.link.variances


@settings(max_examples=60, deadline=None)
@given_by(tries(), st.randoms())
def test_the_order_of_people_changes_nothing(sittings: list[Sitting], random: object) -> None:
    mixed = list(sittings)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert figures_of(mixed) == figures_of(sittings)


@settings(max_examples=40, deadline=None)
@given_by(tries())
def test_what_many_did_alike_counts_as_often_as_it_was_done(sittings: list[Sitting]) -> None:
    copies = [Sitting(*each[:2], tuple(Given(*one) for one in each.given)) for each in sittings]
    assert figures_of(sittings * 3) == figures_of(sittings + copies + sittings)


@settings(max_examples=60, deadline=None)
@given_by(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_equal_scores_are_in_one_group_and_the_ends_are_large_enough(scores: list[int]) -> None:
    groups = grouped(Counter(scores))
    if not groups:
        return
    found = [groups[score] for score in scores]
    for end in ("upper", "lower"):
        assert found.count(end) * 100 >= 27 * len(scores)
    assert max(s for s, g in zip(scores, found, strict=True) if g == "lower") < min(
        s for s, g in zip(scores, found, strict=True) if g == "upper"
    )
