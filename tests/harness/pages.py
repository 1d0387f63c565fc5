"""A page as a script reads it: its forms, links and text."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin


@dataclass
class Form:
    """A form with the values that a browser would send now; `buttons` are its named submit buttons."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def data(self, **changes: Any) -> list[tuple[str, str]]:
        """Name and value pairs with changes; a list stands for several values, None leaves a name out."""
        values = {name: list(each) for name, each in self.fields.items()}
        for name, value in changes.items():
            values[name] = [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]
        return [(name, value) for name, each in values.items() for value in each]


class Page(HTMLParser):
    """One answer of a server."""

    def __init__(self, url: str, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__()
        self.url, self.status, self.headers, self.body = url, status, headers, body
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.frames: list[str] = []
        self._text: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self._form: Form | None = None
        self._textarea: str | None = None
        if headers.get("content-type", "").startswith("text/html"):
            self.feed(body.decode())

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        return " ".join(" ".join(self._text).split())

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self, part: str = "") -> Form:
        """The first form whose address holds `part`."""
        found = next((form for form in self.forms if part in form.action), None)
        assert found is not None, f"no form with {part!r} at {self.url}: {[form.action for form in self.forms]}"
        return found

    def link(self, words: str) -> str:
        """The address of the first link whose words hold `words`."""
        found = next((address for text, address in self.links.items() if words in text), None)
        assert found is not None, f"no link with {words!r} at {self.url}: {list(self.links)}"
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(urljoin(self.url, values.get("action", "")), values.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in values:
            self._link = (urljoin(self.url, values["href"]), [])
        elif tag == "iframe":
            self.frames.append(urljoin(self.url, values["src"]))
        elif self._form is not None and values.get("name"):
            self._take_field(tag, values)

    def _take_field(self, tag: str, values: dict[str, str]) -> None:
        assert self._form is not None
        name, kind = values["name"], values.get("type", "")
        if tag == "button":
            self._form.buttons.append((name, values.get("value", "")))
        elif tag == "textarea":
            self._textarea = name
            self._form.fields[name] = [""]
        elif tag == "input" and kind in ("radio", "checkbox"):
            self._form.choices.setdefault(name, []).append(values.get("value", "on"))
            if "checked" in values:
                self._form.fields.setdefault(name, []).append(values.get("value", "on"))
        elif tag == "input":
            self._form.fields.setdefault(name, []).append(values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "a" and self._link is not None:
            address, words = self._link
            self.links.setdefault(" ".join(" ".join(words).split()), address)
            self._link = None

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._link is not None:
            self._link[1].append(data)
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea] = [data.removeprefix("\n")]
