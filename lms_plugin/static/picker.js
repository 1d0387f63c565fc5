// How many are chosen, on the button and beside it. Without script the button says it without the number.
(function () {
  "use strict";

  const form = document.querySelector("form[data-picker]");
  const add = form?.querySelector("[data-add]");
  const count = form?.querySelector("[data-count]");
  if (!add || !count) return;

  const tell = () => {
    const rows = [...form.querySelectorAll(".pick > li")].filter((row) => row.querySelector('[name="item"]').checked);
    const apart = form.querySelector("[data-apart]")?.dataset;
    const graded = rows.filter((row) => row.querySelector('[name="graded"]:checked')).length + Number(apart?.apartGraded ?? 0);
    const all = rows.length + Number(apart?.apart ?? 0);
    add.textContent = all ? `Add ${all} to the course` : "Add to the course";
    const chosen = document.createElement("strong");
    chosen.textContent = all ? `${all} chosen` : "Nothing chosen yet";
    const rest = form.querySelector('[name="graded"]') && all ? ` · ${graded} send${graded === 1 ? "s" : ""} a grade` : "";
    count.replaceChildren(chosen, rest);
  };

  form.addEventListener("change", tell);
  tell();
})();
