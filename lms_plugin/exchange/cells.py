"""A question as the cells of a row."""

from typing import Any

from lms_plugin.exchange.columns import LETTERS
from lms_plugin.exchange.sheet_types import BODIES
from lms_plugin.questions.specs import Json, QuestionSpec

_PLAIN: tuple[str, ...] = ("key", "type", "stem", "rationale", "objective", "bloom", "scoring")


def row_of(question: QuestionSpec) -> dict[str, str] | None:
    """The cells by column, None where the type fits in no row."""
    data = question.to_json()
    if question.type not in BODIES:
        return None
    row: dict[str, str] = {name: str(data[name]) for name in _PLAIN if name in data}
    if question.is_scored:
        row["points"] = str(data["points"])
    for name in ("tags", "references"):
        row[name] = "; ".join(data[name])
    return row | _body(data)


def _body(data: Json) -> dict[str, str]:
    match data["type"]:
        case "single_choice" | "multiple_response":
            return _choices(data)
        case "true_false":
            labels = {"option_a": data["label_true"], "option_b": data["label_false"]}
            plain = labels == {"option_a": "True", "option_b": "False"}
            return {"correct": str(data["answer"]).casefold()} | ({} if plain else labels)
        case "matching":
            return _matching(data)
        case "ordering":
            return _listed([item["text"] for item in data["items"]])
        case "numeric" | "short_text":
            return _accepted(data["accept"])
        case _:
            return {}


def _listed(texts: list[str]) -> dict[str, str]:
    """A row holds ten."""
    return {f"option_{letter}": text for letter, text in zip(LETTERS, texts, strict=False)}


def _choices(data: Json) -> dict[str, str]:
    right = list[str]()
    part = "credit" if data["type"] == "single_choice" else "weight"
    for letter, option in zip(LETTERS, data["options"], strict=False):
        if part in option and (part == "weight" or option[part] != "0"):
            right.append(f"{letter.upper()}:{option[part]}")
        elif option["correct"]:
            right.append(letter.upper())
    return (
        _listed([option["text"] for option in data["options"]])
        | _feedback(data["options"])
        | {"correct": ", ".join(right)}
    )


def _feedback(parts: list[dict[str, Any]]) -> dict[str, str]:
    return {
        f"feedback_{letter}": part["feedback"]
        for letter, part in zip(LETTERS, parts, strict=False)
        if "feedback" in part
    }


def _matching(data: Json) -> dict[str, str]:
    texts = {target["key"]: target["text"] for target in data["targets"]}
    cells, used = list[str](), set[str]()
    for prompt in data["prompts"]:
        match = prompt["match"]
        names = [match] if isinstance(match, str) else list(match)
        cells.append(f"{prompt['text']} = " + "\n= ".join(texts[name] for name in names))
        used.update(names)
    cells.extend(f"= {text}" for key, text in texts.items() if key not in used)
    return _listed(cells) | _feedback(data["prompts"])


def _accepted(accept: list[dict[str, Any]]) -> dict[str, str]:
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
    return _listed(texts) | _feedback(accept) | {"correct": ", ".join(right)}
