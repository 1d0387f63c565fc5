// Items to put in order move in place; without this script each arrow is a button that sends the form.
(function () {
  "use strict";

  const items = (list) => Array.from(list.children);

  // Numbers and arrows as the items stand now. An arrow that leads nowhere keeps the focus: it is disabled in words only.
  function renumber(list) {
    const all = items(list);
    all.forEach((item, index) => {
      item.querySelector("[data-pos]").textContent = String(index + 1);
      item.querySelectorAll("[data-move]").forEach((button) => {
        const to = index + Number(button.dataset.move);
        button.disabled = false;
        if (to < 0 || to >= all.length) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      });
    });
  }

  function settle(list, isAnswer) {
    const question = list.closest("[data-question]");
    question.querySelector("[data-ordered]").disabled = !isAnswer;
    const keep = question.querySelector("[data-keep-order]");
    if (keep) keep.hidden = isAnswer;
  }

  function tell(list, text) {
    list.closest("[data-question]").querySelector("[data-moved]").textContent = text;
  }

  function arrange(list, keys) {
    const byKey = new Map(items(list).map((item) => [item.dataset.key, item]));
    list.append(...keys.map((key) => byKey.get(key)));
    renumber(list);
  }

  function move(button) {
    const item = button.closest("li");
    const list = item.parentElement;
    const all = items(list);
    const to = all.indexOf(item) + Number(button.dataset.move);
    if (to < 0 || to >= all.length) return;
    list.insertBefore(item, Number(button.dataset.move) < 0 ? all[to] : all[to].nextElementSibling);
    all.forEach((one) => one.classList.toggle("moved", one === item));
    renumber(list);
    settle(list, true);
    button.focus();
    tell(list, `“${item.querySelector("[data-text]").textContent.trim()}” is now step ${to + 1} of ${all.length}.`);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    const keep = event.target.closest("[data-keep-order] button");
    if (!button && !keep) return;
    event.preventDefault();
    if (button) { move(button); return; }
    const question = keep.closest("[data-question]");
    const list = question.querySelector("[data-order]");
    settle(list, true);
    tell(list, "This order is your answer.");
    question.querySelector("[data-moved]").focus();
    list.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.querySelectorAll("[data-order]").forEach(renumber);
  window.lmsOrdering = { arrange, settle };
})();
