"""What is missing before something opens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lms_plugin.curriculum.requirements import RequirementSpec
from lms_plugin.progress.requirements import Standing, find_unmet, is_met

STATES = ("not_started", "in_progress", "not_passed", "passed", "done")
standings = st.builds(Standing, st.sampled_from(STATES), st.none() | st.integers(0, 1_000_000))
needs = st.one_of(
    st.fixed_dictionaries({"lesson": st.sampled_from("abc")}),
    st.fixed_dictionaries({"module": st.sampled_from("abc")}),
    st.fixed_dictionaries({"quiz": st.sampled_from("abc")}),
    st.fixed_dictionaries({"quiz": st.sampled_from("abc"), "percent": st.integers(0, 100)}),
)
requirements = st.one_of(needs, st.fixed_dictionaries({"any": st.lists(needs, min_size=1, max_size=4)}))


def spec(written: dict[str, Any]) -> RequirementSpec:
    return RequirementSpec.model_validate(written)


@given(st.lists(requirements, min_size=1, max_size=4), st.dictionaries(st.tuples(st.text(), st.text()), standings))
def test_nothing_is_missing_exactly_where_one_of_each_group_is_met(
    written: list[Any], known: dict[tuple[str, str], Standing]
) -> None:
    requires = [spec(each) for each in written]

    def look(kind: str, key: str) -> Standing:
        return known.get((kind, key), Standing())

    missing = find_unmet(requires, look)
    assert (not missing) is all(any(is_met(need, look) for need in each.needs) for each in requires)
    assert all(not is_met(need, look) for group in missing for need in group)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", ["lesson", "module", "quiz"])
def test_only_what_is_complete_counts(kind: str, state: str) -> None:
    assert is_met(spec({kind: "a"}), lambda *_: Standing(state)) is (state in ("passed", "done"))


@pytest.mark.parametrize(("best", "met"), [(None, False), (899_999, False), (900_000, True), (1_000_000, True)])
def test_a_percentage_is_of_the_best_score(best: int | None, met: bool) -> None:
    assert is_met(spec({"quiz": "a", "percent": 90}), lambda *_: Standing("not_passed", best)) is met


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"lesson": "a", "quiz": "b"},
        {"lesson": "a", "percent": 90},
        {"any": []},
        {"any": [{"lesson": "a"}], "quiz": "b"},
        {"any": [{"any": [{"lesson": "a"}]}]},
        {"quiz": "a", "percent": 101},
    ],
)
def test_what_cannot_be_required(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        spec(written)
