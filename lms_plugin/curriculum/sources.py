"""Where something is written: file, line, and what the things around it are called."""

from dataclasses import dataclass
from typing import Any

from lms_plugin.curriculum.errors import ContentError
from lms_plugin.curriculum.yaml_files import Place, YamlText
from lms_plugin.questions.options import LISTS

# What an item of a list is called in a message; the items of the others are counted.
_NOUNS = {
    "questions": "question",
    **LISTS,
    "sections": "section",
    "draws": "draw",
    "stages": "stage",
    "exhibits": "exhibit",
    "objectives": "objective",
    "slots": "slot",
    "contents": "line",
    "accept": "accept",
    "reject": "reject",
    "modules": "module",
    "references": "reference",
    "tags": "tag",
}


@dataclass(frozen=True)
class Source:
    """A file, or a piece of YAML in one: where its data stand and what it is called in messages."""

    path: str
    text: YamlText
    name: str = ""
    items: str = ""

    def line(self, *at: str | int) -> int:
        """The line of a place in the data."""
        return self.text.line(at)

    def error(self, at: Place, problem: str, fix: str, where: Place | None = None) -> ContentError:
        """A fault at a place in the data; `where`, if it is another, is what the message names."""
        return ContentError(self.path, self.text.line(at), self.where(at if where is None else where), problem, fix)

    def where(self, at: Place) -> str:
        """The things around a place that have names: `question 'a', option 'b'`."""
        found = [self.name] if self.name else []
        data, noun = self.text.data, self.items
        for step in at:
            data = _step(data, step)
            if isinstance(step, int):
                if noun and isinstance(data, dict):
                    key = data.get("key")
                    found.append(f"{noun} '{key}'" if isinstance(key, str) else f"{noun} {step + 1}")
                noun = ""
            else:
                noun = _NOUNS.get(step, "")
        return ", ".join(found)


def _step(data: Any, step: str | int) -> Any:
    try:
        return data[step]
    except (KeyError, IndexError, TypeError):
        return None
