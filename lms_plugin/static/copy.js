// Copy buttons: the text of the element that `data-copy` names. Where the browser does not let us write to the
// clipboard, the text is chosen and the button says which keys copy it.
(function () {
  "use strict";

  const said = document.querySelector("[data-copy-said]");
  const buttons = Array.from(document.querySelectorAll("[data-copy]"));
  const keys = /Mac|iPhone|iPad/.test(navigator.platform) ? "Press ⌘ C" : "Press Ctrl C";

  function choose(source) {
    if (source.select) {
      source.focus();
      source.select();
      return;
    }
    const range = document.createRange();
    range.selectNodeContents(source);
    const chosen = window.getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
  }

  function tell(button, words) {
    buttons.forEach((each) => {
      const place = each.querySelector("[data-copy-words]");
      each.dataset.words = each.dataset.words || place.textContent;
      place.textContent = each === button ? words : each.dataset.words;
    });
    said.textContent = `${button.getAttribute("aria-label")}: ${words}`;
  }

  buttons.forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText((source.value || source.textContent).trim());
        tell(button, "Copied");
      } catch {
        choose(source);
        tell(button, keys);
      }
    });
  });
})();
