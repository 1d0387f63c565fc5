// Marking by hand without a mouse: a number chooses a level and goes on to the next criterion, and then to the button.
(function () {
  "use strict";

  const form = document.querySelector("[data-marking]");
  if (!form) return;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const criteria = Array.from(form.querySelectorAll("[data-criterion]"));
  const levels = (criterion) => Array.from(criterion.querySelectorAll("input[type=radio]"));
  const isOpen = (criterion) => !levels(criterion).some((level) => level.checked);

  const problems = document.querySelector("[data-problems]");
  if (problems) problems.focus();
  if (!("shortcuts" in form.dataset)) return;
  part("keys").hidden = false;

  // The one that has the focus, else the first without a level.
  const current = () => criteria.find((each) => each.contains(document.activeElement)) || criteria.find(isOpen);

  function choose(number) {
    const criterion = current();
    const level = criterion && levels(criterion)[number - 1];
    if (!level) return false;
    level.checked = true;
    const after = criteria.slice(criteria.indexOf(criterion) + 1).find(isOpen) || criteria.find(isOpen);
    (after ? levels(after)[0] : part("save")).focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=radio]), textarea, select");
    if (typing && event.key === "Escape" && form.contains(typing)) {
      part("save").focus();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const key = event.key.toLowerCase();
    const acts = {
      n: () => part("save").click(),
      s: () => part("skip") && part("skip").click(),
      c: () => form.querySelector("#comment").focus(),
    };
    if (/^[1-9]$/.test(key) ? choose(Number(key)) : acts[key] && (acts[key](), true)) event.preventDefault();
  });
})();
