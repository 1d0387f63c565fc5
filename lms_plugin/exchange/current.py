"""The question that is being read: what it has so far, and what its lines do to it."""

from dataclasses import replace

from lms_plugin.exchange.answers import leading, letters_of
from lms_plugin.exchange.building import Item
from lms_plugin.exchange.layout import STEM_TAIL, TAIL
from lms_plugin.exchange.lines import Line

NEAR = "nothing parts it from the question above: check where its text begins."
UNDER = "the text under the answer was taken for its rationale."


class Current:
    """The items so far and the last of them, which the next lines go on with."""

    def __init__(self, *, numbered: bool) -> None:
        self.numbered, self.items = numbered, list[Item]()
        self.item: Item | None = None
        self.last = ""  # what a line without a sign of its own goes on with: stem, option, answer or a field's name
        self.blank = True
        self.ahead = self.is_word = False  # whether points may be the next one's; whether only "Question:" began it
        self.given = ""  # the last line with an answer, whole
        self.inline = False  # whether the last answer stood in the line of a choice
        self.is_bare, self.inner = False, 0  # how the question is numbered; the number of a line inside of it

    def start(self, line: Line, text: str | None = None) -> Item:
        self.item = Item(f"line {line.number}", line.text if text is None else text)
        self.item.number = line.name if line.kind == "question" else ""
        self.items.append(self.item)
        self.last = "stem"
        return self.item

    def here(self, line: Line) -> Item:
        return self.item or self.start(line, "")

    def join(self, item: Item, name: str, text: str) -> None:
        """Add to a field, as a paragraph of its own."""
        earlier = item.fields.get(name)
        item.fields[name], self.last = f"{earlier}\n\n{text}" if earlier else text, name

    def answer(self, line: Line) -> None:
        """An answer, or more about it: "Solution:" may tell how it is found. Two that differ are said to."""
        item, self.last, self.given = self.here(line), "answer", line.whole
        if not item.answer:
            item.answer = line.text
            return
        choices = [choice.text for choice in item.choices]
        first, second = letters_of(item.answer, choices), letters_of(line.text, choices)
        if second is None and item.choices and leading(line.text) in (None, *(first or ())):
            self.join(item, "rationale", line.text)
        elif first != second or first is None:
            item.missing.append(f"two answers are given, “{item.answer[:40]}” and “{line.text[:40]}”.")

    def code(self, item: Item, line: Line) -> None:
        """A line of a program, as it is."""
        joint = "\n\n" if self.blank else "\n"
        if self.last == "stem":
            item.stem = f"{item.stem}{joint}{line.text}".lstrip("\n")
        else:
            item.choices[-1].text = f"{item.choices[-1].text}\n{line.text}".lstrip("\n")

    def tail(self, item: Item, line: Line) -> Line:
        """An option without the answer that some write behind the last one: "D) Gloves. -Answer:-B)"."""
        found = TAIL.search(line.text[-200:])
        self.inline = found is not None and item.answer is None
        if not found or not self.inline:
            return line
        item.answer = found[1]
        return replace(line, text=line.text[: max(0, len(line.text) - 200) + found.start()].rstrip())

    def stem_tail(self, item: Item, line: Line) -> None:
        """The answer that some write in the last line of a question: "How many? Answer: 2"."""
        if item.answer is not None or not STEM_TAIL.search(line.text[-400:]):
            return
        head, sign, last = item.stem.rpartition("\n")
        if found := STEM_TAIL.search(last):
            item.stem, item.answer = head + sign + last[: found.start()].rstrip(), found[1].rstrip(" )]")
            self.last = "answer"
            item.changes.append("its answer stood in the line of the question.")

    def restart(self, line: Line, item: Item) -> Item:
        """Choices begin anew: the lines after the last choice, or under the answer, were the next question."""
        if self.last == "rationale" and UNDER in item.changes:
            item.changes.remove(UNDER)
            return self.start(line, item.fields.pop("rationale"))
        head, found, tail = item.choices[-1].text.rpartition("\n")
        if not found:
            return self.start(line, "")
        item.choices[-1].text = head
        begun = self.start(line, tail)
        begun.changes.append(NEAR)
        return begun
