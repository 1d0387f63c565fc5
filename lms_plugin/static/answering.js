// One question of a quiz: every answer is saved as it is given, kept here while the network is away, and sent before
// moving on. Without this script the page is a plain form that saves with each button.
(function () {
  "use strict";

  const form = document.querySelector("[data-answering]");
  if (!form) return;
  const question = form.querySelector("[data-question]");
  if (!question) return;  // it is finished: nothing here can be changed
  const answer = window.lmsAnswerKinds[question.dataset.kind](question, question.dataset.field);
  const part = (name) => form.querySelector(`[data-${name}]`);
  const mark = part("saved");
  const flag = part("flag");
  const here = form.querySelector(".qnav [aria-current]");
  const icons = document.querySelector("[data-icons]").content.children;
  const { RETRY, PAUSE, PATIENCE, uuid, isText, isAway } = window.lmsSaving;
  const { warn, warnAway, tellOver } = window.lmsSaving.notes(part, "Your answer is");

  // ---------- what is on the page ----------
  function put(given) {
    answer.put(given);
    tell();
  }

  const words = (given) => (given ? answer.words(given) : "no answer");
  const isFlagged = () => flag.getAttribute("aria-pressed") === "true";
  const sure = () => form.querySelector("[name=certainty]:checked");
  const snapshot = (draft) => JSON.stringify({
    value: answer.value(), draft: Boolean(draft), flagged: isFlagged(), ...(sure() && { certainty: sure().value }) });

  // ---------- what is known ----------
  let revision = Number(form.elements.base.value);
  let wanted = snapshot(false);
  let stored = wanted;      // the last state that the server has, or that it has refused
  let current = null;       // the save under way; an unknown end is sent again unchanged, under the same id
  let busy = false, moving = false, over = false, conflict = null, pause = 0, wasAnswered = answer.value() !== null;

  const unsent = () => current !== null || wanted !== stored;

  // ---------- what is said ----------
  function say(look, icon, text) {
    mark.className = look ? `saved saved-${look}` : "saved";
    mark.replaceChildren(...(text ? [icons[icon].cloneNode(true), document.createTextNode(text)] : []));
  }
  const sayBusy = () => say("busy", 1, "Saving…");
  const saySaved = (clock) => say("ok", 0, `Saved ${clock}`);
  const sayKept = () => say("wait", 2, "Kept here, not sent yet");
  const sayNot = () => say("bad", 3, "Not saved yet");

  function complain(text) {
    const line = question.parentElement.querySelector("[data-error]");
    line.hidden = !text;
    line.lastElementChild.textContent = text || "";
    const target = answer.isTyped ? answer.target() : question;
    const described = new Set((target.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    if (text) described.add(line.id); else described.delete(line.id);
    if (described.size) target.setAttribute("aria-describedby", Array.from(described).join(" "));
    else target.removeAttribute("aria-describedby");
    if (answer.isTyped && text) target.setAttribute("aria-invalid", "true");
    else target.removeAttribute("aria-invalid");
  }

  function stop(title, text) {
    over = true;
    sayNot();
    tellOver(title, text);
  }

  function tell() {
    const count = part("count");
    if (!count) return;
    count.textContent = answer.count();
    count.hidden = !count.textContent;
  }

  function tellNumbers() {
    const answered = JSON.parse(stored).value !== null;
    const total = part("answered");
    total.textContent = Number(total.textContent) + Number(answered) - Number(wasAnswered);
    wasAnswered = answered;
    here.classList.toggle("flagged", isFlagged());
    const number = here.textContent.trim();
    here.setAttribute("aria-label",
      `Question ${number}, ${answered ? "answered" : "no answer yet"}${isFlagged() ? ", flagged" : ""}`);
  }

  // ---------- saving ----------
  // Sends what is wanted until the server has it. Resolves to true when nothing is left to send.
  async function pump() {
    clearTimeout(pause);
    if (busy || over || conflict) return false;
    while (unsent()) {
      const key = current ? current.key : wanted;
      current = current || { key, body: { save_id: uuid(), base: revision, ...JSON.parse(key) } };
      busy = true;
      const slow = setTimeout(sayBusy, PATIENCE);
      const { status, said } = await window.lmsSaving.post(form, "application/json", JSON.stringify(current.body));
      clearTimeout(slow);
      busy = false;
      if (!settle(status, said, key)) return false;
    }
    return true;
  }

  function settle(status, said, key) {
    if (isAway(status)) {
      sayKept();
      warnAway(status);
      return false;
    }
    current = null;
    warn("");
    if (status === 200 && said.saved) {
      revision = said.revision;
      form.elements.base.value = String(revision);
      stored = key;
      complain("");
      if (wanted === stored) {
        if (JSON.parse(stored).value === null) say("", 0, ""); else saySaved(said.clock);
        tellNumbers();
      }
      return true;
    }
    if (status === 400) {
      stored = key;
      if (!JSON.parse(key).draft) complain(said.message || "Please check this answer.");
      if (wanted === key) sayNot();
      return wanted !== key;
    }
    if (status === 409 && typeof said.revision === "number") meet(said);
    else if (status === 401 && said.locked) {
      moving = true;  // somebody else sits here now: nothing of this page may stay
      window.location.reload();
    } else if (status === 401) stop(`${said.error}.`, "Your saved answers are safe.");
    else stop(said.error || "This answer was not saved.", said.remedy || "Open the link again from your LMS.");
    return false;
  }

  function meet(said) {
    conflict = said;
    sayNot();
    part("conflict-when").textContent = `at ${said.clock}`;
    part("theirs").textContent = words(said.value);
    part("ours").textContent = words(answer.value());
    part("conflict").hidden = false;
    part("conflict").scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  part("conflict").addEventListener("click", (event) => {
    const choice = event.target.closest("[data-keep]");
    if (!choice || !conflict) return;
    event.preventDefault();
    const newer = conflict;
    conflict = null;
    revision = newer.revision;
    form.elements.base.value = String(revision);
    part("conflict").hidden = true;
    if (choice.dataset.keep === "theirs") {
      put(newer.value);
      wanted = stored = snapshot(false);
      saySaved(newer.clock);
      tellNumbers();
    } else {
      stored = "";
      pump();
    }
    answer.target().focus();
  });

  function change(draft) {
    wanted = snapshot(draft);
    if (draft) {
      clearTimeout(pause);
      pause = setTimeout(pump, PAUSE);
    } else pump();
  }

  // ---------- answering ----------
  question.addEventListener("input", (event) => { if (isText(event.target)) change(true); });
  question.addEventListener("change", (event) => {
    if (answer.chosen) answer.chosen(event.target);
    tell();
    change(false);
  });
  if (answer.isTyped) {
    answer.target().addEventListener("blur", () => { if (snapshot(false) !== stored) change(false); });
  }

  form.addEventListener("change", (event) => { if (event.target === sure()) change(false); });
  flag.addEventListener("click", (event) => {
    event.preventDefault();
    flag.setAttribute("aria-pressed", String(!isFlagged()));
    flag.lastElementChild.textContent = isFlagged() ? "Flagged" : "Flag for later";
    change(false);
  });

  // Moving on sends first; an answer that the server cannot read is shown by the form's own page, with its reason.
  form.addEventListener("submit", async (event) => {
    if (moving) return;
    clearTimeout(pause);
    wanted = snapshot(false);
    if (!unsent() && !busy) { moving = true; return; }
    event.preventDefault();
    const button = event.submitter;
    while (busy) await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = stored;
    if (await pump() || (wanted === stored && !current && !over && !conflict && stored !== refused)) {
      moving = true;
      form.requestSubmit(button);
    }
  });

  window.addEventListener("beforeunload", (event) => { if (unsent() && !moving) event.preventDefault(); });
  window.addEventListener("lms:send", pump);
  // The time is up: what stands here goes out as it is, half-typed words too, and nothing more is taken.
  window.addEventListener("lms:time-up", (event) => {
    const isLast = () => over || conflict !== null || (!unsent() && !busy);
    event.detail.push((async () => {
      while (busy) await new Promise((resolve) => setTimeout(resolve, 50));
      await pump();
      return isLast();
    })());
  });
  window.addEventListener("lms:leaving", () => { moving = true; });
  window.addEventListener("lms:over", (event) => { if (unsent()) event.preventDefault(); });
  window.addEventListener("online", pump);
  window.addEventListener("focus", pump);
  document.addEventListener("visibilitychange", pump);
  setInterval(pump, RETRY);

  // ---------- single keys, while nothing is being typed ----------
  if ("shortcuts" in form.dataset) {
    const hint = part("keys");
    if (hint) hint.hidden = false;
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const key = event.key.toLowerCase();
      const press = { n: part("next"), b: form.querySelector("[value=back]"), f: flag }[key];
      const option = answer.option && /^[1-9]$/.test(key) ? answer.option(Number(key)) : undefined;
      if (!press && !option) return;
      event.preventDefault();
      if (press) { press.click(); return; }
      option.focus();
      option.click();
    });
  }
  tell();
})();
