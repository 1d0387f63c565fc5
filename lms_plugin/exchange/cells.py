"""A question as the cells of a row, and what a row cannot hold."""

from typing import Any

from lms_plugin.exchange.columns import LETTERS
from lms_plugin.exchange.sheet_types import BODIES
from lms_plugin.questions.specs import Json, QuestionSpec

# What no cell holds, by field of the question.
_LOST: dict[str, Any] = {
    "edition": 1,
    "hints": None,
    "hint_cost": None,
    "feedback": None,
    "applies_to": [],
    "review_by": None,
    "author": None,
    "reviewer": None,
    "form": None,
    "retired": False,
    "unit": None,
    "reject": [],
    "spelling": "exact",
    "close_credit": "1",
    "case": "ignore",
    "diacritics": "ignore",
    "punctuation": "ignore",
    "ties": [],
    "rubric": [],
    "model_answer": None,
}
_PLAIN: tuple[str, ...] = ("key", "type", "stem", "rationale", "objective", "bloom", "scoring")
_LOST_PARTS: dict[str, Any] = {"pin": None, "exclusive": False, "weight": None}


def row_of(question: QuestionSpec) -> tuple[dict[str, str] | None, list[str]]:
    """The cells by column, None where the type fits in no row; and what is lost, in words."""
    data = question.to_json()
    if question.type not in BODIES:
        return None, [f"{question.type} does not fit in a sheet; left out."]
    lost = [f"{name} left out." for name, neutral in _LOST.items() if data.get(name, neutral) != neutral]
    row: dict[str, str] = {name: str(data[name]) for name in _PLAIN if name in data}
    if question.is_scored:
        row["points"] = str(data["points"])
    for name in ("tags", "references"):
        row[name] = "; ".join(data[name])
    return row | _body(data, lost), lost


def _body(data: Json, lost: list[str]) -> dict[str, str]:
    match data["type"]:
        case "single_choice" | "multiple_response":
            return _choices(data, lost)
        case "true_false":
            labels = {"option_a": data["label_true"], "option_b": data["label_false"]}
            plain = labels == {"option_a": "True", "option_b": "False"}
            return {"correct": str(data["answer"]).casefold()} | ({} if plain else labels)
        case "matching":
            return _matching(data, lost)
        case "ordering":
            return _listed([item["text"] for item in data["items"]], lost)
        case "numeric" | "short_text":
            return _accepted(data["accept"], lost)
        case _:
            return {}


def _listed(texts: list[str], lost: list[str]) -> dict[str, str]:
    if len(texts) > len(LETTERS):
        lost.append(f"a row holds ten; {len(texts) - len(LETTERS)} left out.")
    return {f"option_{letter}": text for letter, text in zip(LETTERS, texts, strict=False)}


def _choices(data: Json, lost: list[str]) -> dict[str, str]:
    right = list[str]()
    part = "credit" if data["type"] == "single_choice" else "weight"
    for letter, option in zip(LETTERS, data["options"], strict=False):
        if part in option and (part == "weight" or option[part] != "0"):
            right.append(f"{letter.upper()}:{option[part]}")
        elif option["correct"]:
            right.append(letter.upper())
        _lose(letter, option, lost, part)
    return (
        _listed([option["text"] for option in data["options"]], lost)
        | _feedback(data["options"])
        | {"correct": ", ".join(right)}
    )


def _lose(letter: str, option: dict[str, Any], lost: list[str], kept: str) -> None:
    for name, neutral in _LOST_PARTS.items():
        if name != kept and option.get(name, neutral) != neutral:
            lost.append(f"{name} of choice {letter.upper()} left out.")


def _feedback(parts: list[dict[str, Any]]) -> dict[str, str]:
    return {
        f"feedback_{letter}": part["feedback"]
        for letter, part in zip(LETTERS, parts, strict=False)
        if "feedback" in part
    }


def _matching(data: Json, lost: list[str]) -> dict[str, str]:
    texts = {target["key"]: target["text"] for target in data["targets"]}
    cells, used = list[str](), set[str]()
    for prompt in data["prompts"]:
        match = prompt["match"]
        names = [match] if isinstance(match, str) else list(match)
        if len(names) > 1:
            lost.append(f"a prompt with several right targets keeps the first: {prompt['text'][:40]}")
        if "weight" in prompt:
            lost.append(f"weight of “{prompt['text'][:40]}” left out.")
        cells.append(f"{prompt['text']} = {texts[names[0]]}")
        used.add(names[0])
    cells.extend(f"= {text}" for key, text in texts.items() if key not in used)
    return _listed(cells, lost) | _feedback(data["prompts"])


def _accepted(accept: list[dict[str, Any]], lost: list[str]) -> dict[str, str]:
    texts, right = list[str](), list[str]()
    for letter, item in zip(LETTERS, accept, strict=False):
        if "from" in item:
            texts.append(f"{item['from']} .. {item['to']}")
        elif "pattern" in item:
            texts.append(f"/{item['pattern']}/")
        else:
            value = str(item.get("value", item.get("text")))
            texts.append(f"{value} ± {item['tolerance']}" if "tolerance" in item else value)
        if item["credit"] != "1":
            right.append(f"{letter.upper()}:{item['credit']}")
    return (
        _listed(texts + [""] * max(0, len(accept) - len(LETTERS)), lost)
        | _feedback(accept)
        | {"correct": ", ".join(right)}
    )
