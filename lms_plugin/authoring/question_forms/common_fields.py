"""The fields that every question has, in the words of the people who write."""

from lms_plugin.authoring.question_forms.fields import Field, Part, Rows

HEAD: tuple[Part, ...] = (Field(name="stem", label="Question", kind="text"),)
TAIL: tuple[Part, ...] = (
    Field(
        name="rationale",
        label="Why the answer is right",
        kind="text",
        help="Shown with the answers.",
    ),
    Field(name="points", label="Points", kind="number", help="1 where it is empty."),
    Field(
        name="bloom",
        label="Level",
        kind="choice",
        empty="Not said",
        choices=tuple(
            (level, level.capitalize())
            for level in ("remember", "understand", "apply", "analyze", "evaluate", "create")
        ),
    ),
    Field(name="objective", label="Objective", kind="objective"),
    Field(name="references", label="References", kind="several"),
    Field(name="tags", label="Tags", kind="words", help="Parted by commas."),
    Field(name="figure.src", label="Picture", kind="picture", apart=True),
    Field(
        name="figure.alt",
        label="What the picture shows",
        help="Read out to those who cannot see it, so say what matters for the question.",
        apart=True,
    ),
    Field(name="figure.decorative", label="The picture only decorates and says nothing", kind="flag", apart=True),
    Field(name="figure.caption", label="Words under the picture", kind="text", apart=True),
    Field(name="figure.credit", label="Whose picture it is", apart=True),
    Field(name="figure.long", label="The picture in many words", kind="text", apart=True),
    Rows(
        name="hints",
        label="Hints for learners",
        noun="hint",
        keyed=False,
        shown=0,
        fields=(Field(name="", label="Hint", kind="text"),),
        apart=True,
    ),
    Field(
        name="hint_cost", label="Cost of a hint", kind="number", apart=True, help="A part of the points, such as 1/4."
    ),
    Field(name="feedback.right", label="Said when right", kind="text", apart=True),
    Field(name="feedback.partial", label="Said when partly right", kind="text", apart=True),
    Field(name="feedback.wrong", label="Said when not right", kind="text", apart=True),
    Field(name="form", label="Form", kind="choice", empty="None", choices=(("a", "A"), ("b", "B")), apart=True),
    Field(name="applies_to", label="Applies to", kind="words", apart=True, help="Regions such as US, UK."),
    Field(name="review_by", label="Review by", apart=True, help="A date such as 2027-11-30."),
    Field(name="author", label="Author", apart=True),
    Field(name="reviewer", label="Reviewer", apart=True),
    Field(name="note", label="Note to yourselves", kind="text", apart=True, help="Never shown to learners."),
    Field(
        name="edition",
        label="Edition",
        kind="number",
        apart=True,
        help="Raise it when this is a different question now.",
    ),
    Field(name="retired", label="Not asked any more", kind="flag", apart=True),
)
