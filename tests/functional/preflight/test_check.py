"""A check of a registration where all is well."""

from tests.functional.preflight.checks import check, come_in, line_items
from tests.harness.house import House


def test_all_is_well(house: House) -> None:
    come_in(house)
    before = line_items(house)
    steps = check(house, person="amara")
    assert {key: each.verdict for key, each in steps.items() if each.verdict != "pass"} == {
        "deep_linking": "your_turn",
        "cookies": "not_offered",
    }
    assert steps["roster"].found.endswith("on its first page")
    assert line_items(house) == before
