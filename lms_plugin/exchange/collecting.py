"""The lines of a text, one after the other, to questions: what each line begins, or goes on with."""

from dataclasses import replace

from lms_plugin.exchange.answers import letters_of
from lms_plugin.exchange.building import LETTERS, Choice, Item
from lms_plugin.exchange.current import NEAR, UNDER, Current
from lms_plugin.exchange.layout import BULLET, NUMBER, is_title, split_choices
from lms_plugin.exchange.lines import Line, right_sign
from lms_plugin.exchange.names import LONGEST_SOURCE

LONGEST_STEM = 100_000
SEVERAL = "Several choices stood on one line."


class Reader(Current):
    """Items from lines, one after the other; a blank line ends one only where what follows begins another."""

    def take(self, line: Line, raw: str) -> None:
        if line.kind in ("blank", "skip"):
            self.blank = line.kind == "blank" and not (line.text and self.last == "answer")
            return
        match line.kind:
            case "question":
                self.number(line)
            case "option":
                self.option(line)
            case "answer":
                self.answer(line)
            case "field":
                self.add_field(line)
            case "code" if self.item is not None and self.last in ("stem", "option"):
                self.code(self.item, line)
            case _:
                self.text(line)
        if len(self.here(line).source) < 2 * LONGEST_SOURCE:  # more is never kept
            self.here(line).source += raw.rstrip() + "\n"
        if self.last == "stem" and line.kind != "code":
            self.stem_tail(self.here(line), line)
        self.blank = False

    def number(self, line: Line) -> None:
        """A numbered line: a question, a numbered choice of "Question 1", or a list inside a question's own text."""
        item, number = self.item, int(line.name or 0)
        is_word = line.name == "" and not line.is_bare and not line.marked
        if (
            item is not None
            and is_word
            and self.last == "stem"
            and not self.is_word
            and (item.number or not self.blank)
        ):
            self.text(line)  # a case, and the question about it
            return
        if item is not None and line.is_bare and self.last == "begun" and number == self.inner + 1:
            self.inner = number
            self.add_field(replace(line, name="rationale", text=f"{number}. {line.text}"))
            self.last = "begun"
            return
        if item is not None and line.is_bare and self.last in ("stem", "option"):
            if self._is_choice(item, number):
                text, marked = right_sign(line.text)
                item.choices.append(Choice(text.strip(), marked))
                self.last = "option"
                return
            if self._is_inside(item, number):
                self.inner = number
                self.text(line, f"{number}. {line.text}")
                return
        points = (
            "" if item is None or self.blank or self.last != "points" or not self.ahead else item.fields.pop("points")
        )
        begun = self.start(line)
        self.is_bare, self.inner, self.is_word = line.is_bare, 0, is_word
        if points:
            begun.fields["points"] = points

    def _is_choice(self, item: Item, number: int) -> bool:
        return not self.is_bare and item.number != "" and number == len(item.choices) + 1 <= len(LETTERS)

    def _is_inside(self, item: Item, number: int) -> bool:
        """Whether a list is begun, or goes on, before the choices: its numbers begin anew."""
        is_next = number == self.inner + 1 and (self.inner > 0 or number <= int(item.number or 0))
        return self.is_bare and not item.choices and is_next

    def option(self, line: Line) -> None:
        item = self.here(line)
        if self.last == "answer" and item.answer == "" and item.choices:
            item.answer = f"{line.name}) {line.text}"
        elif self._is_feedback(line, item):
            self.last = "each"
            item.choices[LETTERS.index(line.name)].feedback = line.text
        else:
            self.choice(self.restart(line, item) if line.name == "A" and item.choices else item, line)

    def choice(self, item: Item, line: Line) -> None:
        """A choice, or several in one line; a letter that cannot be one is text."""
        line = self.tail(item, line)
        expected = next((letter for letter in LETTERS if letter not in {each.letter for each in item.choices}), "")
        if len(item.choices) >= len(LETTERS):
            expected = ""
        if line.name != expected:
            if not item.choices or (line.name > "C" and not expected):
                self.text(line)
                return
            item.changes.append(f"the choices are not lettered in order at line {line.number}.")
        item.capitals = item.capitals or not line.small
        if line.bold:
            item.changes.append(f"the right answer was taken from bold type at line {line.number}.")
        for number, (letter, text, marked) in enumerate(split_choices(line)):
            item.choices.append(Choice(text, marked, letter=letter))
            if number == 1 and SEVERAL not in item.notes:
                item.notes.append(SEVERAL)
        self.last = "option" if item.answer is None or not self.inline else "answer"

    def _is_feedback(self, line: Line, item: Item) -> bool:
        """Whether a line under "Rationale:" says why its choice is right or wrong."""
        is_begun = self.last in ("rationale", "feedback") and item.fields[self.last] == "" and line.name == "A"
        is_why = self.numbered and self.last == "rationale" and UNDER not in item.changes and len(item.choices) > 1
        return (
            (is_begun or is_why or self.last in ("each", "begun"))
            and LETTERS.index(line.name) < len(item.choices)
            and not (self.last == "each" and line.name == "A")
        )

    def add_field(self, line: Line) -> None:
        item = self.here(line)
        if line.name in ("topic", "source"):
            self.topic(item, line)
            return
        if line.name == "dots":
            line = replace(line, name="feedback" if self.last in ("option", "option-feedback") else "rationale")
        if line.name in ("each", "aside"):
            self.aside(item, line)
            return
        if (
            self.last == "option"
            and line.name == "feedback"
            and item.choices
            and not self.blank
            and item.answer is None
        ):
            item.choices[-1].feedback, self.last = line.text, "option-feedback"
            return
        self.ahead = self.blank or item.number == ""  # as some write points above their question
        self.join(item, line.name, line.text)

    def aside(self, item: Item, line: Line) -> None:
        """What heads the reasons of each choice, or what a publisher writes; before choices it is text."""
        if not item.choices:
            self.text(line, line.whole)
        elif line.name == "each":
            self.last, self.inner = "begun", 0
        else:
            item.changes.append(f"“{line.text[:60]}” was left out.")
            self.last = "aside"

    def topic(self, item: Item, line: Line) -> None:
        """What a question is about, or comes from; before its choices it is a part of its text."""
        if not item.choices and item.answer is None:
            self.text(line, line.whole)
            return
        self.last = "tags" if line.name == "topic" else "references"
        earlier = item.fields.get(self.last)
        item.fields[self.last] = f"{earlier}, {line.text}" if earlier else line.text

    def text(self, line: Line, words: str | None = None) -> None:
        item = self.item
        line = line if words is None else replace(line, text=words)
        if item is not None and self.last == "answer" and self._goes_on(item, line):
            return
        is_over = self.last == "answer" or (self.blank and self._ends(item, line)) if item else True
        is_near = item is not None and self.inline and self.last == "answer" and not self.blank
        is_page = NUMBER.fullmatch(line.text) is not None and self.last in ("option", "rationale")
        if item is not None and item.choices and item.choices[-1].text and is_page:
            item.changes.append(f"“{line.text}” alone in a line was taken for the number of a page and left out.")
            return
        is_over = is_over or self.last == "aside" or self._is_after(item, line)
        if item is None or is_over or (line.is_heading and self.last != "stem"):
            begun = self.start(line)
            if is_near:
                begun.changes.append(NEAR)
            return
        if len(item.stem) > LONGEST_STEM:
            item.missing = item.missing or ["its text is too long; all behind the first part was left out."]
        else:
            self.append(item, line)

    def append(self, item: Item, line: Line) -> None:
        """Add a line to the part of the question that was last."""
        joint = "\n\n" if self.blank else "\n"
        if self.last == "stem" or (self.last == "points" and not item.choices and item.answer is None):
            self.last, item.stem = "stem", f"{item.stem}{joint}{line.text}".strip()
        elif self.last == "option":
            item.choices[-1].text = f"{item.choices[-1].text}\n{line.text}".lstrip("\n")
        elif self.last == "begun":
            self.add_field(replace(line, kind="field", name="rationale"))
        elif self.last == "each":
            last = next((choice for choice in reversed(item.choices) if choice.feedback), item.choices[0])
            last.feedback = f"{last.feedback}\n{line.text}".strip()
        elif self.last == "option-feedback":
            item.choices[-1].feedback += f"\n{line.text}"
        else:
            item.fields[self.last] = f"{item.fields[self.last]}{joint}{line.text}".lstrip("\n")

    def _is_after(self, item: Item | None, line: Line) -> bool:
        """Whether a text right under a choice is the title of what follows."""
        is_choice = self.numbered and item is not None and self.last == "option"
        return is_choice and item is not None and item.choices[-1].text != "" and is_title(line)

    def _goes_on(self, item: Item, line: Line) -> bool:
        """Whether a text after "Answer:" is the answer, or in a numbered text, right under it, its rationale."""
        is_one = not item.choices and not self.blank
        if is_one and self.numbered and self.given.casefold().startswith("solution"):
            # an infusion's, in the words of the question
            item.stem, item.answer, self.last = f"{item.stem}\n{self.given}\n{line.text}", None, "stem"
            return True
        if item.answer == "" and (is_one or letters_of(line.text, [choice.text for choice in item.choices])):
            item.answer = line.text
            return True
        if not self.numbered or self.blank or is_title(line) or not item.choices or "rationale" in item.fields:
            return False
        item.fields["rationale"], self.last = line.text, "rationale"
        item.changes.append(UNDER)
        return True

    def _ends(self, item: Item, line: Line) -> bool:
        """Whether a text after a blank line is a new question: not while one that is numbered still has no choices."""
        if self.last in ("stem", "points") and BULLET.match(line.text):
            return False
        if self.last == "option" and not item.choices[-1].text:
            return False
        is_bold = line.text.startswith("**") and line.text.endswith("**")
        if self.last == "stem":
            is_over = not self.numbered or (item.number != "" and is_title(line))
            return is_over and item.stem != ""
        return line.is_heading or is_bold or not (self.numbered and self.last in ("rationale", "feedback"))
