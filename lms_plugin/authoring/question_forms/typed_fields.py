"""The fields of answers that are typed: numbers with their units, and words."""

from lms_plugin.authoring.question_forms.fields import Field, Rows

WHY = Field(name="feedback", label="Why", kind="text", help="Why is it right or wrong? Learners see this.")
TEXT = Field(name="text", label="Text", kind="text")
CREDIT = Field(name="credit", label="Credit", kind="number", apart=True, help="A part of the points, such as 1/2.")
NUMBERS = Rows(
    name="accept",
    label="Right answers",
    noun="answer",
    keyed=False,
    shown=1,
    fields=(
        Field(name="value", label="Number", kind="number"),
        Field(name="tolerance", label="May differ by", kind="number", help="Such as 0.1, or 4%."),
        Field(name="from", label="Or from", kind="number", apart=True),
        Field(name="to", label="to", kind="number", apart=True),
        CREDIT,
        WHY,
    ),
)
UNIT = (
    Field(name="unit.base", label="Unit", apart=True, help="Such as mg. Leave it empty where there is none."),
    Field(name="unit.also", label="Other units", kind="pairs", apart=True, help="A line for each: g = 1000"),
    Field(
        name="unit.missing",
        label="Without a unit",
        kind="choice",
        apart=True,
        choices=(("wrong", "Counts as wrong"), ("ask", "We ask for it"), ("ignore", "Counts all the same")),
    ),
)
WORDS = Rows(
    name="accept",
    label="Right answers",
    noun="answer",
    keyed=False,
    shown=1,
    fields=(
        Field(name="text", label="Answer"),
        Field(name="pattern", label="Or a pattern", apart=True),
        CREDIT,
        WHY,
    ),
)
REJECTED = Rows(
    name="reject",
    label="Answers that are never right",
    noun="answer",
    keyed=False,
    shown=0,
    fields=(Field(name="text", label="Answer"), WHY),
)
MATCHING_OF_WORDS = (
    Field(
        name="spelling",
        label="Spelling",
        kind="choice",
        choices=(("exact", "As written"), ("close", "A slip of the finger is forgiven")),
    ),
    Field(name="close_credit", label="Credit with a slip", kind="number", apart=True),
    *(
        Field(name=name, label=label, kind="choice", apart=True, choices=(("ignore", "Ignored"), ("match", "Counts")))
        for name, label in (
            ("case", "Small and capital letters"),
            ("diacritics", "Accents"),
            ("punctuation", "Punctuation"),
        )
    ),
)
