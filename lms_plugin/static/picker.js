// How many are chosen, on the button and beside it. Without script the button says it without the number.
(function () {
  "use strict";

  const form = document.querySelector("form[data-picker]");
  const add = form?.querySelector("[data-add]");
  const count = form?.querySelector("[data-count]");
  if (!add || !count) return;

  const tell = () => {
    const rows = [...form.querySelectorAll(".pick > li")].filter((row) => row.querySelector('[name="item"]').checked);
    const graded = rows.filter((row) => row.querySelector('[name="graded"]:checked')).length;
    add.textContent = rows.length ? `Add ${rows.length} to the course` : "Add to the course";
    const chosen = document.createElement("strong");
    chosen.textContent = rows.length ? `${rows.length} chosen` : "Nothing chosen yet";
    const rest = form.querySelector('[name="graded"]') && rows.length ? ` · ${graded} send${graded === 1 ? "s" : ""} a grade` : "";
    count.replaceChildren(chosen, rest);
  };

  form.addEventListener("change", tell);
  tell();
})();
