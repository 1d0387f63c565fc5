// All questions of a try on one page: what changed is saved as it is given, kept here while the network is away, and
// sent before moving on. Without this script the page is one plain form with a button that saves all of it.
(function () {
  "use strict";

  const form = document.querySelector("[data-all]");
  if (!form) return;
  const part = (name) => document.querySelector(`[data-${name}]`);
  const mark = part("saved");
  const icons = part("icons").content.children;
  const { RETRY, PAUSE, PATIENCE, uuid, isText, isAway } = window.lmsSaving;
  const { warn, warnAway, tellOver } = window.lmsSaving.notes(part, "Your answers are");
  const roots = new Map(Array.from(form.querySelectorAll("[data-one]"), (root) => [root.dataset.one, root]));
  // Of these the person has to choose first between two answers; the buttons of the form do that.
  const held = (number) => roots.get(number).querySelector('[name$=".newer"]') !== null;

  // ---------- what is on the page ----------
  // The fields of each question as they are sent, by its number, without the revision that they began from.
  function read() {
    const found = new Map(Array.from(roots.keys(), (number) => [number, new URLSearchParams()]));
    for (const [name, value] of new FormData(form)) {
      const [, number, field] = /^q(\d+)\.(.*)$/s.exec(name) || [];
      if (number && field !== "base" && field !== "newer") found.get(number).append(name, value);
    }
    return new Map(Array.from(found, ([number, fields]) => [number, fields.toString()]));
  }

  // ---------- what is known ----------
  const stored = read();      // the last state that the server has, or that it has refused
  const refused = new Map();  // why an answer was not taken, by number
  let current = null;         // the save under way; an unknown end is sent again unchanged, under the same id
  let busy = false, moving = false, over = false, pause = 0;

  const changed = () => Array.from(read()).filter(([number, fields]) => fields !== stored.get(number) && !held(number));
  const unsent = () => current !== null || changed().length > 0;

  const base = (number) => roots.get(number).querySelector("[data-base]");

  function pack(sent) {
    const body = new URLSearchParams({ save_id: uuid() });
    for (const [number, fields] of sent) {
      body.append(base(number).name, base(number).value);
      for (const [name, value] of new URLSearchParams(fields)) body.append(name, value);
    }
    return { sent, body: body.toString() };
  }

  // ---------- what is said ----------
  function say(look, icon, text) {
    mark.className = `saved saved-${look}`;
    mark.replaceChildren(icons[icon].cloneNode(true), document.createTextNode(text));
  }

  function stop(title, text) {
    over = true;
    say("bad", 3, "Not saved yet");
    tellOver(title, text);
  }

  function complain(number, text) {
    const question = roots.get(number).querySelector("[data-question]");
    const line = roots.get(number).querySelector("[data-error]");
    const target = question.querySelector("textarea, input.form-control:not(.gap)") || question;
    const described = new Set((target.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    line.hidden = !text;
    line.lastElementChild.textContent = text;
    if (text) described.add(line.id); else described.delete(line.id);
    if (described.size) target.setAttribute("aria-describedby", Array.from(described).join(" "));
    else target.removeAttribute("aria-describedby");
    if (target === question) return;
    if (text) target.setAttribute("aria-invalid", "true"); else target.removeAttribute("aria-invalid");
  }

  // What is still being typed is not complained about.
  function tellRefused() {
    for (const [number, text] of refused) {
      const here = document.activeElement;
      if (!(roots.get(number).contains(here) && isText(here))) complain(number, text);
    }
  }

  // ---------- saving ----------
  // Sends what changed until the server has it. Resolves to true when nothing is left to send.
  async function pump() {
    clearTimeout(pause);
    if (busy || over) return false;
    while (unsent()) {
      current = current || pack(changed());
      busy = true;
      const slow = setTimeout(() => say("busy", 1, "Saving…"), PATIENCE);
      const { status, said } = await window.lmsSaving.post(form, "application/x-www-form-urlencoded", current.body);
      clearTimeout(slow);
      busy = false;
      if (!settle(status, said)) return false;
    }
    return true;
  }

  function settle(status, said) {
    if (isAway(status)) {
      say("wait", 2, "Kept here, not sent yet");
      warnAway(status);
      return false;
    }
    const { sent } = current;
    current = null;
    warn("");
    if (status === 200 && said.revisions) {
      take(sent, said);
      return !moving;
    }
    if (status === 401 && said.locked) {
      moving = true;  // somebody else sits here now: nothing of this page may stay
      window.location.reload();
    } else if (status === 401) stop(`${said.error}.`, "Your saved answers are safe.");
    else stop(said.error || "This answer was not saved.", said.remedy || "Open the link again from your LMS.");
    return false;
  }

  function take(sent, said) {
    for (const [number, fields] of sent) {
      if (number in said.revisions) {
        base(number).value = String(said.revisions[number]);
        refused.delete(number);
        complain(number, "");
      } else if (said.refused[number].newer) {
        meet();
        return;
      } else refused.set(number, said.refused[number].message);
      stored.set(number, fields);
    }
    part("answered").textContent = said.answered;
    tellRefused();
    if (refused.size) say("bad", 3, "Not all saved yet"); else say("ok", 0, `Saved ${said.clock}`);
  }

  // Changed on another device: the page of the form shows both answers and asks which one to keep.
  function meet() {
    moving = true;
    form.requestSubmit();
  }

  function change(isTyping) {
    clearTimeout(pause);
    if (isTyping) pause = setTimeout(pump, PAUSE); else pump();
  }

  // ---------- answering ----------
  form.addEventListener("input", (event) => { if (isText(event.target)) change(true); });
  form.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type === "checkbox" && box.checked) {
      const alone = box.hasAttribute("data-exclusive");
      for (const other of form.querySelectorAll(`[name="${box.name}"]`)) {
        if (other !== box && (alone || other.hasAttribute("data-exclusive"))) other.checked = false;
      }
    }
    change(false);
  });
  form.addEventListener("focusout", () => setTimeout(tellRefused, 0));

  // Moving on sends first; an answer that the server cannot read is shown by the form's own page, with its reason.
  form.addEventListener("submit", async (event) => {
    if (moving) return;
    clearTimeout(pause);
    if (!unsent() && !busy) { moving = true; return; }
    event.preventDefault();
    const button = event.submitter;
    while (busy) await new Promise((resolve) => setTimeout(resolve, 50));
    if (await pump()) {
      moving = true;
      form.requestSubmit(button);
    }
  });

  window.addEventListener("beforeunload", (event) => { if (unsent() && !moving) event.preventDefault(); });
  window.addEventListener("lms:send", pump);
  // The time is up: what stands here goes out as it is, half-typed words too, and nothing more is taken.
  window.addEventListener("lms:time-up", (event) => {
    event.detail.push((async () => {
      while (busy) await new Promise((resolve) => setTimeout(resolve, 50));
      await pump();
      return over || (!unsent() && !busy);
    })());
  });
  window.addEventListener("lms:leaving", () => { moving = true; });
  window.addEventListener("lms:over", (event) => { if (unsent()) event.preventDefault(); });
  // The links of this page lead to pages that show what is saved.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-leads-on]");
    if (!link || moving || (!unsent() && !busy)) return;
    event.preventDefault();
    while (busy) await new Promise((resolve) => setTimeout(resolve, 50));
    if (await pump()) window.location.assign(link.href);
  });
  window.addEventListener("online", pump);
  window.addEventListener("focus", pump);
  document.addEventListener("visibilitychange", pump);
  setInterval(pump, RETRY);
})();
