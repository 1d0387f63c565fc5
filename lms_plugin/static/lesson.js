// A lesson's inline questions answer in place: the reasons appear where the question was, and the page stays put.
(function () {
  "use strict";

  function complain(form, text) {
    const line = form.querySelector("[data-error]");
    line.hidden = false;
    line.lastElementChild.textContent = text;
    const input = form.querySelector("[data-question] :is(input, select, button)");
    const target = form.querySelector("fieldset") || input;
    if (target === input) input.setAttribute("aria-invalid", "true");
    target.setAttribute("aria-describedby", `${target.getAttribute("aria-describedby") || ""} ${line.id}`.trim());
    input.focus();
  }

  async function send(form) {
    const response = await fetch(form.action, {
      method: "POST", credentials: "same-origin", headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const said = await response.json();
    if (!response.ok) {
      complain(form, response.status === 400 ? said.message : `${said.error}. ${said.remedy}`);
      return;
    }
    const panel = form.closest("[data-check]");
    panel.innerHTML = said.html;
    panel.focus({ preventScroll: true });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-check-form]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    try {
      await send(form);
    } catch {
      complain(form, "No connection. Your answer is still here; send it again when the network is back.");
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });

  // An answer that stands alone clears the others, and the other way round.
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-check-form] input[type=checkbox]");
    if (!box || !box.checked) return;
    const alone = box.hasAttribute("data-exclusive");
    box.form.querySelectorAll(`input[name="${box.name}"]`).forEach((other) => {
      if (other !== box && (alone || other.hasAttribute("data-exclusive"))) other.checked = false;
    });
  });
})();
