"""Generated questions of every type, and answers to them."""

from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError

from lms_plugin.questions.cloze import ClozeSpec
from lms_plugin.questions.registry import AnyQuestionSpec, read_question
from lms_plugin.questions.specs import QuestionSpec

keys = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäßÉ 0123456789.,-'?"), min_size=1, max_size=20).filter(
    lambda text: text.strip() != ""
)
shares = st.sampled_from(["1/2", "1/3", "0", "0.25", None])
RULES = ["plus_minus", "all_or_nothing", "per_option", "select_n"]
GAP_RULES = ["per_part", "all_or_nothing"]


def _common(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    data: dict[str, Any] = {"key": draw(keys), "type": kind, "stem": draw(words)}
    optional: dict[str, st.SearchStrategy[Any]] = {
        "points": st.sampled_from([1, 2, "0.5", "1.25"]),
        "edition": st.integers(1, 9),
        "rationale": words,
        "feedback": st.fixed_dictionaries({}, optional={"right": words, "partial": words, "wrong": words}),
        "tags": st.lists(words, max_size=2),
        "objective": keys,
        "note": words,
        "review_by": st.dates().map(str),
    }
    for name, values in optional.items():
        if draw(st.booleans()):
            data[name] = draw(values)
    return data


def _options(draw: st.DrawFn) -> list[dict[str, Any]]:
    names = draw(st.lists(keys, min_size=2, max_size=6, unique=True))
    options = [{"key": name, "text": f"{draw(words)} {index}"} for index, name in enumerate(names)]
    for option in options:
        if draw(st.booleans()):
            option["feedback"] = draw(words)
        if draw(st.integers(0, 5)) == 0:
            option["pin"] = draw(st.sampled_from(["first", "last"]))
    return options


@st.composite
def single_choices(draw: st.DrawFn) -> AnyQuestionSpec:
    data = _common(draw, "single_choice") | {"options": _options(draw)}
    right = draw(st.integers(0, len(data["options"]) - 1))
    for index, option in enumerate(data["options"]):
        if index == right:
            option["correct"] = True
        elif (credit := draw(shares)) is not None:
            option["credit"] = credit
    return read_question(data)


@st.composite
def multiple_responses(draw: st.DrawFn, rules: list[str] = [*RULES, "weighted"]) -> AnyQuestionSpec:  # noqa: B006
    data = _common(draw, "multiple_response") | {"options": _options(draw), "scoring": draw(st.sampled_from(rules))}
    options = data["options"]
    right = draw(st.sets(st.integers(0, len(options) - 1), min_size=1))
    for index in right:
        options[index]["correct"] = True
    if data["scoring"] == "weighted":
        for index, option in enumerate(options):
            wrong: str = draw(st.sampled_from(["0", "-1/2", "-1"]))
            option["weight"] = str(Fraction(1, len(right))) if index in right else wrong
    else:
        lonely = [index for index in range(len(options)) if index not in right]
        alone: bool = draw(st.booleans())
        if lonely and alone:
            options[draw(st.sampled_from(lonely))]["exclusive"] = True
    return read_question(data)


@st.composite
def true_falses(draw: st.DrawFn) -> AnyQuestionSpec:
    return read_question(_common(draw, "true_false") | {"answer": draw(st.booleans())})


def _listed(draw: st.DrawFn, least: int, most: int) -> list[dict[str, Any]]:
    names = draw(st.lists(keys, min_size=least, max_size=most, unique=True))
    return [{"key": name, "text": f"{draw(words)} {index}"} for index, name in enumerate(names)]


def _weighted(draw: st.DrawFn, data: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    data["scoring"] = draw(st.sampled_from(["per_part", "all_or_nothing", "plus_minus"]))
    for row in rows:
        if data["scoring"] == "per_part" and draw(st.booleans()):
            row["weight"] = draw(st.sampled_from([1, 2, "1/3"]))
        if draw(st.booleans()):
            row["feedback"] = draw(words)


@st.composite
def matchings(draw: st.DrawFn) -> AnyQuestionSpec:
    targets, prompts = _listed(draw, 2, 5), _listed(draw, 2, 5)
    names = [target["key"] for target in targets]
    for prompt in prompts:
        prompt["match"] = draw(
            st.one_of(st.sampled_from(names), st.lists(st.sampled_from(names), min_size=1, unique=True))
        )
    data = _common(draw, "matching") | {"targets": targets, "prompts": prompts, "reuse": draw(st.booleans())}
    _weighted(draw, data, prompts)
    try:
        return read_question(data)
    except ValidationError:  # no target of its own for every prompt
        return read_question(data | {"reuse": True})


@st.composite
def categorises(draw: st.DrawFn) -> AnyQuestionSpec:
    categories, items = _listed(draw, 2, 4), _listed(draw, 2, 6)
    names = [category["key"] for category in categories]
    for item in items:
        several = st.lists(st.sampled_from(names), min_size=1, unique=True)
        item["in"] = draw(st.one_of(st.sampled_from(names), several))
    data = _common(draw, "categorise") | {"categories": categories, "items": items}
    _weighted(draw, data, items)
    return read_question(data)


ORDER_RULES = ["adjacent_pairs", "exact", "position", "longest_run", "longest_subset"]


@st.composite
def orderings(draw: st.DrawFn, *, tied: bool = True) -> AnyQuestionSpec:
    data = _common(draw, "ordering") | {"items": _listed(draw, 2, 6), "scoring": draw(st.sampled_from(ORDER_RULES))}
    if tied and draw(st.booleans()):
        names = [item["key"] for item in data["items"]]
        data["ties"] = [draw(st.permutations(names))[: draw(st.integers(2, len(names)))]]
    return read_question(data)


@st.composite
def matrices(draw: st.DrawFn) -> AnyQuestionSpec:
    columns, rows = _listed(draw, 2, 4), _listed(draw, 2, 4)
    names = [column["key"] for column in columns]
    data = _common(draw, "matrix") | {
        "columns": columns,
        "rows": rows,
        "choose": draw(st.sampled_from(["one", "many"])),
    }
    for row in rows:
        most = 1 if data["choose"] == "one" else len(names)
        row["correct"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))
        if draw(st.booleans()):
            row["feedback"] = draw(words)
    if draw(st.booleans()):
        data["scoring"] = "all_or_nothing"
    elif data["choose"] == "one" and draw(st.booleans()):
        data |= {"scoring": "linked", "links": [{"anchor": rows[0]["key"], "with": [rows[1]["key"]]}]}
    elif data["choose"] == "many":
        data["floor"] = draw(st.sampled_from(["row", "question"]))
    try:
        return read_question(data)
    except ValidationError:  # a column in which nothing is right
        assume(False)
        raise


decimals = st.decimals(-1000, 1000, places=3, allow_nan=False, allow_infinity=False)


@st.composite
def numerics(draw: st.DrawFn) -> AnyQuestionSpec:
    data = _common(draw, "numeric")
    data["accept"] = [{"value": draw(decimals), "tolerance": draw(st.sampled_from(["0", "0.1", "4%", "1/3"]))}]
    if draw(st.booleans()):
        low = draw(decimals)
        data["accept"].append({"from": low, "to": low + 5, "credit": "1/2", "feedback": "Near."})
    if draw(st.booleans()):
        missing = draw(st.sampled_from(["wrong", "ask", "ignore"]))
        data["unit"] = {"base": "mg", "also": {"g": 1000, "mcg": "1/1000"}, "missing": missing}
    return read_question(data)


@st.composite
def short_texts(draw: st.DrawFn) -> AnyQuestionSpec:
    data = _common(draw, "short_text")
    data["accept"] = [{"text": draw(words)} for _ in range(draw(st.integers(1, 3)))]
    data["reject"] = [{"text": draw(words), "feedback": draw(words)} for _ in range(draw(st.integers(0, 2)))]
    for name, values in (
        ("spelling", ["exact", "close"]),
        ("case", ["ignore", "match"]),
        ("diacritics", ["ignore", "match"]),
        ("punctuation", ["ignore", "match"]),
        ("close_credit", ["1", "1/2"]),
    ):
        data[name] = draw(st.sampled_from(values))
    try:
        return read_question(data)
    except ValidationError:  # a text both accepted and rejected, or one of signs alone
        assume(False)
        raise


@st.composite
def clozes(draw: st.DrawFn) -> AnyQuestionSpec:
    names = draw(st.lists(keys, min_size=1, max_size=4, unique=True))
    gaps: list[dict[str, Any]] = []
    for name in names:
        kind = draw(st.sampled_from(["choices", "accept", "number"]))
        inner: QuestionSpec = draw({"choices": single_choices(), "accept": short_texts(), "number": numerics()}[kind])
        data = inner.to_json()
        if kind == "choices":
            gap: dict[str, Any] = {"choices": data["options"]}
        elif kind == "number":
            gap = {"number": {field: data[field] for field in ("accept", "unit") if field in data}}
        else:
            fields = ("accept", "reject", "spelling", "close_credit", "case", "diacritics", "punctuation")
            gap = {field: data[field] for field in fields if data.get(field)}
        gaps.append({"key": name, **gap})
    data = _common(draw, "cloze") | {"gaps": gaps, "scoring": draw(st.sampled_from(GAP_RULES))}
    data["text"] = "Once " + " and ".join(f"{{{name}}}" for name in draw(st.permutations(names)))
    if data["scoring"] == "per_part" and draw(st.booleans()):
        gaps[0]["weight"] = draw(st.sampled_from([1, 2, "1/3"]))
    return read_question(data)


@st.composite
def hotspots(draw: st.DrawFn) -> AnyQuestionSpec:
    names = draw(st.lists(keys, min_size=2, max_size=5, unique=True))
    regions: list[dict[str, Any]] = [
        {
            "key": name,
            "label": f"{draw(words)} {index}",
            "shape": draw(st.sampled_from(["rect", "ellipse"])),
            "at": [draw(st.integers(20, 50)), draw(st.integers(20, 50)), draw(st.integers(1, 20)), "12.5"],
            "correct": index == 0 or draw(st.booleans()),
        }
        for index, name in enumerate(names)
    ]
    if draw(st.booleans()):
        regions[0]["feedback"] = draw(words)
    most = sum(region["correct"] for region in regions) + draw(st.integers(0, 1))
    return read_question(
        _common(draw, "hotspot")
        | {"image": "media/x.png", "alt": "A desk", "regions": regions, "choose": most}
        | {"outlines": draw(st.booleans()), "scoring": draw(st.sampled_from(["plus_minus", "all_or_nothing"]))}
    )


questions: st.SearchStrategy[AnyQuestionSpec] = st.one_of(
    single_choices(),
    multiple_responses(),
    true_falses(),
    matchings(),
    categorises(),
    orderings(),
    matrices(),
    numerics(),
    short_texts(),
    clozes(),
    hotspots(),
)


percents = st.decimals(0, 100, places=2).map(str)


def responses(spec: QuestionSpec) -> st.SearchStrategy[dict[str, Any]]:
    """What a learner may send to a question; some of it is refused."""
    shown = spec.shown()

    def named(name: str) -> st.SearchStrategy[str]:
        return st.sampled_from([item["key"] for item in shown.get(name, [])] or [""])

    option_keys = [option["key"] for option in spec.shown().get("options", [])]
    by_type: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "single_choice": st.sampled_from(option_keys or [""]).map(lambda key: {"choice": key}),
        "multiple_response": st.sets(st.sampled_from(option_keys or [""])).map(
            lambda chosen: {"choices": list(chosen)}
        ),
        "true_false": st.booleans().map(lambda answer: {"answer": answer}),
        "matching": st.dictionaries(named("prompts"), named("targets")).map(lambda pairs: {"pairs": pairs}),
        "categorise": st.dictionaries(named("items"), named("categories")).map(lambda placed: {"placed": placed}),
        "ordering": st.permutations([item["key"] for item in shown.get("items", [])]).map(
            lambda order: {"order": order}
        ),
        "matrix": st.dictionaries(named("rows"), st.lists(named("columns"), max_size=3)).map(
            lambda cells: {"cells": cells}
        ),
        "numeric": st.one_of(
            decimals.map(lambda number: {"typed": str(number)}),
            st.tuples(decimals, st.sampled_from(["mg", "g", "mcg", ""])).map(lambda t: {"typed": f"{t[0]} {t[1]}"}),
            st.text(st.sampled_from("0123456789.,-+eE mg"), max_size=12).map(lambda text: {"typed": text}),
        ),
        "hotspot": st.fixed_dictionaries(
            {},
            optional={
                "regions": st.lists(named("regions"), max_size=3),
                "points": st.lists(st.tuples(percents, percents).map(list), max_size=3),
            },
        ),
        "short_text": st.one_of(words, st.text(max_size=20)).map(lambda text: {"text": text}),
    }
    if isinstance(spec, ClozeSpec):
        gaps = {gap.key: responses(gap.question) for gap in spec.gaps}
        return st.fixed_dictionaries({}, optional=gaps).map(lambda given: {"gaps": given})
    return by_type[spec.type]
