"""What pages send, read strictly."""

from uuid import uuid4

import pytest
from werkzeug.datastructures import MultiDict

from lms_plugin.quizzes.errors import BadSaveError
from lms_plugin.quizzes.forms import read_save, read_step, read_target

ID = str(uuid4())


def test_a_save_is_read() -> None:
    save = read_save({"save_id": ID, "base": 3, "value": {"choice": "a"}, "flagged": True})
    assert (str(save.save_id), save.base, save.value, save.draft, save.flagged) == (ID, 3, {"choice": "a"}, False, True)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"save_id": ID, "base": 0},
        {"save_id": "no", "base": 0, "value": None},
        {"save_id": 7, "base": 0, "value": None},
        {"save_id": ID, "base": "0", "value": None},
        {"save_id": ID, "base": True, "value": None},
        {"save_id": ID, "base": -1, "value": None},
        {"save_id": ID, "base": 2**40, "value": None},
        {"save_id": ID, "base": 0, "value": None, "draft": "yes"},
        {"save_id": ID, "base": 0, "value": None, "flagged": 1},
        {"save_id": ID, "base": 0, "value": None, "score": 100},
    ],
)
def test_anything_else_is_refused(sent: object) -> None:
    with pytest.raises(BadSaveError):
        read_save(sent)


def test_a_form_without_a_save_id_is_a_save_of_its_own() -> None:
    form = MultiDict([("choice", "a")])
    one, two = (read_step(form, {"type": "single_choice"}, flagged=None) for _ in range(2))
    assert one.save_id != two.save_id
    assert (one.base, one.value, one.flagged) == (0, {"choice": "a"}, None)


@pytest.mark.parametrize("base", ["", "x", "-1", "9999999999999", "１"])
def test_a_strange_base_is_refused(base: str) -> None:
    with pytest.raises(BadSaveError):
        read_step(MultiDict([("base", base)]), {"type": "single_choice"}, flagged=None)


@pytest.mark.parametrize(
    ("go", "number", "target"),
    [("next", 1, 2), ("next", 3, None), ("back", 2, 1), ("back", 1, 1), ("flag", 2, 2), ("3", 1, 3), ("9", 1, 2),
     ("check", 1, None), ("nonsense", 1, 2)],
)  # fmt: skip
def test_each_button_leads_somewhere(go: str, number: int, target: int | None) -> None:
    assert read_target(go, number, 3) == target
