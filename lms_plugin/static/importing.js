// The review of an import: the count follows the ticks, and choosing the right answer ticks its question.
"use strict";

for (const form of document.querySelectorAll("[data-import]")) {
  const count = () => {
    const ticked = form.querySelectorAll("[data-take]:checked").length;
    for (const place of form.querySelectorAll("[data-ticked]")) place.textContent = String(ticked);
    for (const place of form.querySelectorAll("[data-plural]")) place.textContent = ticked === 1 ? "question" : "questions";
  };
  form.addEventListener("change", (event) => {
    const row = event.target.dataset.right;
    if (row !== undefined) form.querySelector(`#take-${row}`).checked = true;
    count();
  });
  count();
}
