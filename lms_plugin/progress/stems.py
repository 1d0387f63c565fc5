"""A question's stem as a page needs it: what sets the scene, and the question, which labels the answers. No I/O."""

import re

_PARAGRAPHS = re.compile(r"\n[ \t]*\n+")
# A list, quotation, table row, heading or indented text cannot label a group of answers.
_NO_LABEL = re.compile(r"[-*+>|#]\s|\d+[.)]\s|\s{4}|```")
_LAST_QUESTION = re.compile(r"(?<=[.!?] )[^.!?]+\?$")


def split_stem(stem: str) -> tuple[str, str]:
    """The Markdown before the last paragraph (empty where there is one paragraph), and that paragraph."""
    *scene, question = _PARAGRAPHS.split(stem.strip())
    if not scene or not is_paragraph(question):
        return "", stem.strip()
    return "\n\n".join(scene), question


def is_paragraph(markdown: str) -> bool:
    """Whether a text is one plain paragraph."""
    return not (_PARAGRAPHS.search(markdown.strip()) or _NO_LABEL.match(markdown))


def headline(plain: str, longest: int = 90) -> str:
    """A question's text in one line for a list: all of it if it fits, else the sentence that asks, else its start."""
    line = " ".join(plain.split())
    asking = _LAST_QUESTION.search(line)
    if len(line) > longest and asking is not None:
        line = asking[0]
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0].rstrip(',;:.')}…"
