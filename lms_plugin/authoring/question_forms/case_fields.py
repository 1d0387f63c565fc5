"""The fields of a case: one situation for several questions. The questions themselves have forms of their own."""

from lms_plugin.authoring.question_forms.fields import Field, Part, Rows

CASE: tuple[Part, ...] = (
    Field(name="title", label="Name", help="What pages call it, such as: the night photo. It may be empty."),
    Field(
        name="stimulus",
        label="Story",
        kind="text",
        help="What all its questions are about. Invented people only.",
    ),
    Rows(
        name="exhibits",
        label="Exhibits",
        noun="exhibit",
        shown=0,
        help="Parts of the chart that can be opened beside each question.",
        fields=(
            Field(name="title", label="Title", help="Title, such as: Vital signs"),
            Field(name="text", label="Text", kind="text", help="What it shows"),
        ),
    ),
    Rows(
        name="stages",
        label="Stages",
        noun="stage",
        shown=0,
        fields=(Field(name="reveal", label="What has happened by now", kind="text"),),
    ),
    Field(name="note", label="Note to yourselves", kind="text", apart=True, help="Never shown to learners."),
    Field(name="retired", label="Not asked any more", kind="flag", apart=True),
)
