"""The fields that each type of question has of its own, in the words of the people who write."""

from collections.abc import Mapping

from lms_plugin.authoring.question_forms.fields import Field, Part, Rows
from lms_plugin.authoring.question_forms.typed_fields import (
    CREDIT,
    MATCHING_OF_WORDS,
    NUMBERS,
    REJECTED,
    TEXT,
    UNIT,
    WHY,
    WORDS,
)

WEIGHT = Field(name="weight", label="Weight", kind="number", apart=True)
PIN = Field(
    name="pin",
    label="Place",
    kind="choice",
    empty="Anywhere",
    apart=True,
    choices=(("first", "Always first"), ("last", "Always last")),
)
PARTS = (
    ("per_part", "Each part counts"),
    ("all_or_nothing", "All or nothing"),
    ("plus_minus", "A wrong part takes one away"),
)
LINKED = ("linked", "Parts count with their anchor")


def _scoring(*choices: tuple[str, str]) -> Field:
    return Field(name="scoring", label="How it counts", kind="choice", choices=choices, apart=True)


LINKS = Rows(
    name="links",
    label="Parts that count together",
    noun="link",
    keyed=False,
    shown=0,
    apart=True,
    fields=(
        Field(name="anchor", label="Key of the anchor"),
        Field(name="with", label="Keys that count with it", kind="words"),
    ),
)
TARGETS = (TEXT, PIN)
CHOICES = (TEXT, Field(name="correct", label="Right", kind="one"), CREDIT, WHY, PIN)

OWN: Mapping[str, tuple[Part, ...]] = {
    "single_choice": (Rows(name="options", label="Answers", noun="answer", fields=CHOICES, shown=4, lettered=True),),
    "multiple_response": (
        Rows(
            name="options",
            label="Answers",
            noun="answer",
            shown=4,
            lettered=True,
            fields=(
                TEXT,
                Field(name="correct", label="Right", kind="flag"),
                WHY,
                WEIGHT,
                Field(name="exclusive", label="Stands alone, such as “None of these”", kind="flag", apart=True),
                PIN,
            ),
        ),
        _scoring(
            ("plus_minus", "A wrong choice takes one away"),
            ("all_or_nothing", "All or nothing"),
            ("per_option", "Each answer left or ticked rightly counts"),
            ("select_n", "As many as are right may be chosen"),
            ("weighted", "By weight"),
        ),
    ),
    "true_false": (
        Field(name="answer", label="Right answer", kind="yesno", empty="Choose"),
        Field(name="label_true", label="Word for true", apart=True),
        Field(name="label_false", label="Word for false", apart=True),
    ),
    "matching": (
        Rows(name="targets", label="What is matched to", noun="target", fields=TARGETS, shown=3, lettered=True),
        Rows(
            name="prompts",
            label="What is matched",
            noun="prompt",
            fields=(
                TEXT,
                Field(name="match", label="Belongs to", kind="letters", of="targets", help="Its letter above."),
                WHY,
                WEIGHT,
            ),
        ),
        Field(name="reuse", label="A target may be used more than once", kind="flag"),
        _scoring(*PARTS),
    ),
    "categorise": (
        Rows(name="categories", label="Categories", noun="category", fields=TARGETS, lettered=True),
        Rows(
            name="items",
            label="Items",
            noun="item",
            shown=3,
            fields=(
                TEXT,
                Field(name="in", label="Belongs to", kind="letters", of="categories", help="Its letter above."),
                WHY,
                WEIGHT,
                PIN,
            ),
        ),
        _scoring(*PARTS),
    ),
    "ordering": (
        Rows(name="items", label="Steps, in the right order", noun="step", fields=(TEXT,), shown=3, lettered=True),
        Field(
            name="ties",
            label="Steps whose order is free",
            kind="groups",
            of="items",
            apart=True,
            help="Their letters, such as B, C; E, F.",
        ),
        _scoring(
            ("adjacent_pairs", "Neighbors in order count"),
            ("exact", "All or nothing"),
            ("position", "Each step in its place counts"),
            ("longest_run", "The longest stretch in a row counts"),
            ("longest_subset", "The longest part in order counts"),
        ),
    ),
    "matrix": (
        Field(
            name="choose",
            label="In each row",
            kind="choice",
            choices=(("one", "One answer"), ("many", "Any number of answers")),
        ),
        Rows(name="columns", label="Columns", noun="column", fields=(TEXT,), lettered=True),
        Rows(
            name="rows",
            label="Rows",
            noun="row",
            fields=(
                TEXT,
                Field(name="correct", label="Right", kind="letters", of="columns", help="Letters of columns."),
                WHY,
            ),
        ),
        _scoring(*PARTS, LINKED),
        Field(
            name="floor",
            label="Wrong answers take away within",
            kind="choice",
            apart=True,
            choices=(("column", "Their column"), ("row", "Their row"), ("question", "The question")),
        ),
        LINKS,
    ),
    "numeric": (NUMBERS, *UNIT),
    "short_text": (WORDS, REJECTED, *MATCHING_OF_WORDS),
    "cloze": (
        Field(name="text", label="Text with gaps", kind="text", help="Write a gap as {name}, and name it below."),
        Rows(
            name="gaps",
            label="Gaps",
            noun="gap",
            shown=1,
            fields=(
                Field(name="key", label="Name in the text"),
                Rows(name="choices", label="Choices", noun="choice", fields=CHOICES, shown=2),
                Rows(name="accept", label="Or typed answers", noun="answer", fields=WORDS.fields, keyed=False, shown=0),
                Rows(
                    name="reject",
                    label="Never right",
                    noun="answer",
                    fields=REJECTED.fields,
                    keyed=False,
                    shown=0,
                    apart=True,
                ),
                *(
                    Field(name=f.name, label=f.label, kind=f.kind, choices=f.choices, apart=True)
                    for f in MATCHING_OF_WORDS
                ),
                Rows(
                    name="number.accept", label="Or numbers", noun="number", fields=NUMBERS.fields, keyed=False, shown=0
                ),
                *(
                    Field(name=f"number.{f.name}", label=f.label, kind=f.kind, choices=f.choices, apart=True)
                    for f in UNIT
                ),
                WEIGHT,
            ),
        ),
        _scoring(*PARTS[:2], LINKED),
        LINKS,
    ),
    "hotspot": (
        Field(name="image", label="Picture", kind="picture"),
        Field(name="alt", label="What the picture shows", help="Read out to those who cannot see it."),
        Rows(
            name="regions",
            label="Places",
            noun="place",
            lettered=True,
            fields=(
                Field(name="label", label="Name", help="Where it is, without giving the answer away."),
                Field(name="correct", label="Right", kind="flag"),
                Field(
                    name="shape", label="Shape", kind="choice", choices=(("rect", "Rectangle"), ("ellipse", "Ellipse"))
                ),
                Field(
                    name="at",
                    label="At",
                    kind="numbers",
                    help="In percent of the picture: left, top, width, height; of an ellipse its center and radii.",
                ),
                WHY,
            ),
        ),
        Field(name="choose", label="Places to choose", kind="number", apart=True),
        Field(name="outlines", label="Outlines are shown", kind="yesno", apart=True),
        _scoring(("plus_minus", "A wrong choice takes one away"), ("all_or_nothing", "All or nothing")),
    ),
    "scale": (
        Rows(
            name="labels",
            label="Labels, worst first",
            noun="label",
            keyed=False,
            shown=3,
            fields=(Field(name="", label="Label"),),
        ),
        Rows(
            name="rows",
            label="Statements",
            noun="statement",
            fields=(TEXT, Field(name="reverse", label="Agreeing is bad", kind="flag", apart=True)),
        ),
        Field(name="not_applicable", label="“Does not apply” may be chosen", kind="flag"),
    ),
    "attestation": (
        Field(name="statement", label="What is agreed to", kind="text"),
        Field(
            name="typed_name",
            label="The name is typed as a signature",
            kind="yesno",
            help="Usually it is.",
        ),
    ),
    "free_text": (
        Field(
            name="marking",
            label="Marked by",
            kind="choice",
            choices=(("person", "A person"), ("self", "The learner"), ("none", "Nobody")),
        ),
        Field(name="model_answer", label="Model answer", kind="text"),
        Rows(
            name="rubric",
            label="Rubric",
            noun="criterion",
            shown=1,
            fields=(
                Field(name="title", label="What is looked at"),
                Rows(
                    name="levels",
                    label="Levels",
                    noun="level",
                    keyed=False,
                    fields=(Field(name="points", label="Points", kind="number"), Field(name="text", label="When")),
                ),
            ),
        ),
        Field(name="lines", label="Lines", kind="number", apart=True),
        Field(name="max_words", label="Words at most", kind="number", apart=True),
    ),
}
