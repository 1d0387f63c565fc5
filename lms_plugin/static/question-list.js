// The questions of a quiz are moved in place: by dragging, by their arrows, and by Alt with an arrow key in a row.
// Without this script each arrow is a button that sends the form.
(function () {
  "use strict";

  const region = document.querySelector("[data-questions]");
  if (!region) return;
  const top = document.querySelector("[data-quiz-top]");
  const moved = document.querySelector("[data-moved]");
  const failed = document.querySelector("[data-not-moved]");
  const EDGE = 56, STEP = 10;
  let drag = null, last = Promise.resolve();

  const list = () => region.querySelector(".qlist");
  const rows = () => Array.from(list().children).filter((row) => row.dataset.key !== undefined);
  const rowOf = (key) => rows().find((row) => row.dataset.key === key);

  // What only helps where this script runs.
  function ready() {
    region.querySelectorAll("[data-grip], [data-with-script]").forEach((one) => { one.hidden = false; });
  }

  function focusIn(key, what) {
    const row = rowOf(key);
    if (!row) return;
    const arrow = row.querySelector(`[data-do="${what}"]:not(:disabled)`);
    const any = row.querySelector('[data-do="up"]:not(:disabled), [data-do="down"]:not(:disabled)');
    (what === "link" ? row.querySelector("a.t") : arrow || any || row.querySelector("a.t")).focus();
  }

  async function send(key, what, fields) {
    const body = new URLSearchParams(fields);
    body.set("key", key);
    body.set("csrf_token", region.querySelector("[name=csrf_token]").value);
    failed.hidden = true;
    try {
      const answer = await fetch(region.dataset.act, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) throw new Error(`${said.message || ""} ${said.remedy || ""}`.trim());
      if (drag) return;  // the next one is under way; its answer shows all
      top.innerHTML = said.top;  // both made by our own templates, which escape what authors write
      region.innerHTML = said.questions;
      ready();
      const all = rows(), row = rowOf(key);
      if (row) moved.textContent = `“${row.dataset.words}” is now question ${all.indexOf(row) + 1} of ${all.length}.`;
      if (what) focusIn(key, what);
    } catch (error) {
      failed.querySelector("[data-why]").textContent = error instanceof TypeError ? "There is no connection." : error.message;
      failed.hidden = false;
    }
  }

  // One after the other: each answer is the list after the move before it.
  function queue(key, what, fields) {
    last = last.then(() => send(key, what, fields));
  }

  region.addEventListener("click", (event) => {
    const button = event.target.closest('[data-do="up"], [data-do="down"]');
    if (!button) return;
    event.preventDefault();
    queue(button.closest("li").dataset.key, button.dataset.do, { do: button.dataset.do });
  });

  region.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest("li[data-key]");
    if (!row) return;
    event.preventDefault();
    const focused = event.target.closest("[data-do]");
    const what = focused ? focused.dataset.do : "link";
    queue(row.dataset.key, what, { do: event.key === "ArrowUp" ? "up" : "down" });
  });

  // The row that is held never leaves its place in the page, or the pointer would be lost: the others go around it.
  function makeRoom(y) {
    const all = rows(), at = all.indexOf(drag.row);
    for (let i = at - 1; i >= 0; i -= 1) {
      const box = all[i].getBoundingClientRect();
      if (y > box.top + box.height / 2) break;
      drag.row.after(all[i]);
    }
    for (let i = at + 1; i < all.length; i += 1) {
      const box = all[i].getBoundingClientRect();
      if (y < box.top + box.height / 2) break;
      drag.row.before(all[i]);
    }
  }

  function scroll() {
    if (!drag) return;
    const by = drag.y < EDGE ? -STEP : drag.y > window.innerHeight - EDGE ? STEP : 0;
    if (by) { window.scrollBy(0, by); makeRoom(drag.y); }
    drag.frame = window.requestAnimationFrame(scroll);
  }

  function stop(isKept) {
    const { row, before, frame } = drag;
    window.cancelAnimationFrame(frame);
    row.classList.remove("is-held");
    drag = null;
    const all = rows();
    if (!isKept) { list().prepend(...before); return; }
    const place = all.indexOf(row);
    if (before.indexOf(row) === place) return;
    queue(row.dataset.key, "", { do: "place", after: place ? all[place - 1].dataset.key : "", number: String(place + 1) });
  }

  region.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (!grip || drag || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const row = grip.closest("li");
    row.classList.add("is-held");
    drag = { row, pointer: event.pointerId, y: event.clientY, before: rows(), frame: 0 };
    drag.frame = window.requestAnimationFrame(scroll);
  });
  region.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.y = event.clientY;
    makeRoom(drag.y);
  });
  region.addEventListener("pointerup", (event) => { if (drag && event.pointerId === drag.pointer) stop(true); });
  region.addEventListener("pointercancel", (event) => { if (drag && event.pointerId === drag.pointer) stop(false); });
  document.addEventListener("keydown", (event) => { if (drag && event.key === "Escape") stop(false); });

  ready();
})();
