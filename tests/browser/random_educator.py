"""An educator who does at random what the editor's pages offer, and answers what they ask."""

import re
from random import Random

from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.by_keys import Keys
from tests.browser.two_editors import Memory, Notes, words

KINDS = ("single_choice", "multiple_response", "true_false", "matching", "numeric", "short_text", "ordering")
# Acts by how often they are done.
ON_A_FORM = (*("type",) * 4, *("leave",) * 2, "press_save", "save_by_keys", "add_row", "drop_row", "write_as_text")
ON_THE_LIST = (*("open",) * 4, "move", "copy", "remove", "undo", "add", "settings")
# Where a word can be typed, so that it is kept: no number, no letter, no field of a fixed form.
FIELDS = ".one:visible:not([name^='figure']):not([name='credit'])"
SHOWN = """() => [...document.querySelectorAll('#main textarea, #main input, #main pre')]
  .map((each) => each.tagName === 'PRE' ? each.textContent : each.value).join('\\n')"""
IN_ROW = """button => [...button.closest('.opt').querySelectorAll('textarea, input')].map((each) => each.value)"""
CLEAR = """() => { document.querySelector("[data-moved]").textContent = "";
  document.querySelector("[data-not-moved]").hidden = true; }"""
TYPED = """() => [...document.querySelector('[data-editor]').elements]
  .filter((each) => each.name !== 'base_text').map((each) => each.value || '')"""


class Educator:
    """One of two at the same quiz."""

    def __init__(self, name: str, page: Page, quiz: str, path: str, notes: Notes, chance: Random) -> None:
        self.name, self.page, self.quiz, self.path = name, page, quiz, path
        self.notes, self.chance, self.memory = notes, chance, Memory()
        self.did: list[str] = []
        self.refused: list[str] = []
        self.stayed = self.conflicts = self._count = self._loads = 0
        page.on("domcontentloaded", self._load)
        page.on("dialog", self._stay)
        self.go(quiz)

    def _stay(self, dialog: Dialog) -> None:
        """What the browser asks is whether to leave with something unsaved: never."""
        assert dialog.type == "beforeunload"
        self.stayed += 1
        dialog.dismiss()

    def _load(self, _page: Page) -> None:
        self._loads += 1

    # Pages

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def look(self) -> None:
        """Take in the page that came up."""
        self.page.wait_for_load_state()
        expect(self.page.locator("h1")).to_be_visible()
        shown = words(self.page.evaluate(SHOWN)) if self.is_form else words(self.notes.now(self.path))
        changes = self.notes.changes()
        self.memory.turn(changes[-1].id if changes else 0, shown)

    @property
    def is_form(self) -> bool:
        return self.page.locator("[data-editor]").count() > 0

    @property
    def is_asked(self) -> bool:
        """Whether both texts stand on the page, or the question is gone."""
        return self.page.locator("#two").count() > 0

    def press(self, target: Locator) -> None:
        """Press something that leads to another page; where the browser asks, stay and save instead."""
        stayed, loads, stopped = self.stayed, self._loads, self.is_stopped
        target.click(no_wait_after=True)
        for _ in range(400):
            if self.stayed > stayed:
                return self.settle()
            if self._loads > loads:
                return self.look()
            if self.is_stopped and not stopped:
                return None
            self.page.wait_for_timeout(10)
        raise AssertionError(f"{self.name}: nothing comes after a press on {self.page.url}")

    @property
    def is_stopped(self) -> bool:
        """Whether a save was refused, and the page says so."""
        return self.page.locator("[data-conflict]:visible").count() > 0

    @property
    def is_text_written(self) -> bool:
        return self.page.locator("[data-editor] > [inert]").count() > 0

    # Acts

    def act(self) -> None:
        """One thing at random that this page offers."""
        if self.is_asked:
            return self.decide()
        if self.is_stopped:
            return self.press_save()
        if not self.is_form and not self.page.locator("#kind").count():
            self.refused.append(self.page.locator("h1").inner_text())  # such as: somebody removed it meanwhile
            return self.go(self.quiz)
        chosen: str = self.chance.choice(ON_A_FORM if self.is_form else ON_THE_LIST)
        self.did.append(chosen)
        return getattr(self, chosen)()  # type: ignore[no-any-return]

    def word(self) -> str:
        self._count += 1
        return f"{self.name}w{self._count:04}"

    def type(self) -> None:
        """Behind or instead of what stands in a field; while the text is written in, there is none to type in."""
        if self.is_text_written:
            return self.settle()
        fields = self.page.locator(f"[data-editor] {FIELDS}")
        target, word = fields.nth(self.chance.randrange(fields.count())), self.word()
        if self.chance.random() < 0.3:
            self.memory.given_up |= words(target.input_value())
            target.fill(word)
        else:
            target.press("Control+End")
            target.press_sequentially(f" {word}", delay=5)
        self.did.append(f"{word}@{target.get_attribute('name')}")
        return self.memory.type(word)

    def press_save(self) -> None:
        name = "Save this text" if self.is_text_written else "Save"
        self.press(self.page.get_by_role("button", name=name, exact=True).last)

    def save_by_keys(self) -> None:
        Keys(self.page).press("Control+s")

    def leave(self) -> None:
        self.press(self.page.get_by_role("link", name="All questions"))

    def add_row(self) -> None:
        self._any(self.page.locator('[data-editor] [name="go"][value^="more:"]:visible'))

    def drop_row(self) -> None:
        buttons = self.page.locator('[data-editor] [name="go"][value^="drop:"]:visible')
        if self.chance.random() < 0.4 and (count := buttons.count()) and not self.is_text_written:
            button = buttons.nth(self.chance.randrange(count))
            self.memory.given_up |= words(" ".join(button.evaluate(IN_ROW)))
            self.press(button)

    def write_as_text(self) -> None:
        """A comment in the text of the question, saved, or left for another click."""
        page = self.page
        text = page.locator("[data-as-text]")
        if not text.is_visible():
            page.locator("summary", has_text="As text").click()
        text.focus()
        while not text.is_editable():  # it waits for what was typed in the fields
            if self.is_stopped:
                return None
            page.wait_for_timeout(10)
        word, was = self.word(), text.input_value()
        text.fill(re.sub(r"\n( +)type:", rf"\n\1# {word}\n\1type:", was, count=1))
        self.did.append(f"{word}@text")
        self.memory.type(word)
        return self.press_save() if self.chance.random() < 0.8 else None

    def open(self) -> None:
        self._any(self.page.locator(".qlist a.t"))

    def move(self) -> None:
        """In place: the page shows the list as it then is, or says why nothing was moved."""
        arrows = self.page.locator('[data-do="up"]:enabled, [data-do="down"]:enabled')
        if not (count := arrows.count()):
            return None
        self.page.evaluate(CLEAR)
        arrows.nth(self.chance.randrange(count)).click()
        self.page.locator("[data-moved]:not(:empty), [data-not-moved]:visible").first.wait_for(state="attached")
        return self.look()

    def copy(self) -> None:
        if self.page.locator(".qlist > li").count() < 6:
            self._any(self.page.locator('[name="do"][value="copy"]'))

    def remove(self) -> None:
        if self.page.locator(".qlist > li").count() > 2:
            self._any(self.page.locator('[name="do"][value="remove"]'))

    def undo(self) -> None:
        self._any(self.page.locator('[name="do"][value="undo"]'))

    def add(self) -> None:
        if self.page.locator(".qlist > li").count() < 6:
            self.page.locator("#kind").select_option(self.chance.choice(KINDS))
            self.press(self.page.get_by_role("button", name="Add question"))

    def settings(self) -> None:
        """Write what is said before the start, some time after the page was opened."""
        self.press(self.page.get_by_role("link", name="Change", exact=True))
        self.memory.pages[-1] = (self.memory.pages[-1][0], words(self.page.evaluate(SHOWN)))
        word = self.word()
        self.page.locator("#intro").press("Control+End")
        self.page.locator("#intro").press_sequentially(f" {word}", delay=5)
        self.did.append(f"{word}@intro")
        self.memory.type(word)
        self.pause(2.0)
        self.press(self.page.get_by_role("button", name="Save the settings"))
        while self.page.locator("#two").count():
            self.conflicts += 1
            self.memory.pages[-1][1].update(words(self.page.locator("#main").inner_text()), {word})
            self.press(self.page.get_by_role("button", name="Save the settings"))

    def _any(self, targets: Locator) -> None:
        if (count := targets.count()) and not self.is_text_written:
            self.press(targets.nth(self.chance.randrange(count)))

    # What the editor asks

    def decide(self) -> None:
        """Both texts are shown: keep one of them."""
        self.conflicts += 1
        mine = words(" ".join(self.page.evaluate(TYPED)))
        theirs = self.page.locator("section[aria-labelledby=two] pre")
        if theirs.count():  # what stands there is what the other one saved
            shown = str(theirs.text_content())
            assert any(shown.strip() in change.after for change in self.notes.changes()), shown
        if theirs.count() and self.chance.random() < 0.5:
            self.did.append("keep theirs")
            self.memory.given_up |= mine
            self.press(self.page.get_by_role("link", name="Keep theirs"))
        else:
            self.did.append("keep mine")
            self.press_save()

    def settle(self) -> None:
        """See to it that what was typed is saved."""
        mark = self.page.locator("[data-saved]")
        for _ in range(400):
            if self.is_asked:
                return self.decide()
            if self.is_stopped:
                return self.press_save()
            if self.is_text_written:
                return self.press_save()
            if mark.inner_text().startswith("Saved"):
                return None
            self.page.wait_for_timeout(25)
        raise AssertionError(f"{self.name}: “{mark.inner_text()}” is all that happens on {self.page.url}")

    def finish(self) -> None:
        """Save and answer whatever is open, as far as the list."""
        for _ in range(30):
            if self.is_asked:
                self.decide()
            elif self.is_stopped:
                self.press_save()
            elif self.is_form:
                self.leave()
            else:
                return
        raise AssertionError(f"{self.name} does not get out of {self.page.url}")

    def pause(self, longest: float) -> None:
        self.page.wait_for_timeout(1000 * longest * self.chance.random())
