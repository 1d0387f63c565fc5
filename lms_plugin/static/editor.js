// The form of a question: saved as it is typed, and what is wrong in it and how learners see it shown anew after each
// save. Without this script the form's own buttons do the same.
(function () {
  "use strict";

  const form = document.querySelector("[data-editor]");
  if (!form) return;
  const saved = document.querySelector("[data-saved]");
  const told = document.querySelector("[data-told]");
  const conflict = document.querySelector("[data-conflict]");
  const elsewhere = document.querySelector("[data-elsewhere]");
  const base = form.elements.base_text;
  const icons = document.querySelector("[data-icons]").content.children;
  const text = form.querySelector("[data-as-text]");
  const WAIT = 1200, LOOK = 10000;
  // A page that shows two texts, or one that could not be read, holds what is saved nowhere: a person decides on it.
  let timer = 0, sending = false, unsent = "unsaved" in form.dataset, stopped = unsent, pressed = null;
  let begun = base.value;  // what the text was made of
  let shown = "written" in text.dataset ? "" : text.value;  // as it stood before anybody wrote in it
  const written = () => text.value !== shown;

  function say(icon, words) {
    saved.classList.toggle("saved-ok", icon === 0);
    saved.replaceChildren(...(icon === null ? [] : [icons[icon].cloneNode(true)]), words);
  }

  async function digest(text) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // What the server has now is what the next save begins from; fields that were typed in meanwhile stay as they are.
  function took(answer) {
    base.value = answer.base_text;
    // What was said at the fields is of the save before; beside them stands what holds now.
    form.querySelectorAll(".field-error").forEach((line) => line.remove());
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    told.innerHTML = answer.told;  // made by our own templates, which escape what authors write
    if (!written()) { text.value = shown = begun = answer.base_text; }
    widen(told.classList.contains("is-wide"));
    if (form.getAttribute("action") !== answer.address) {
      form.setAttribute("action", answer.address);
      form.dataset.now = `${answer.address}/now`;
      window.history.replaceState(null, "", answer.address);
    }
    say(0, `Saved ${answer.saved_at}`);
  }

  // Either the fields are written in or the text: saving one would take back the other.
  function part() {
    const apart = text.closest("details");
    for (const each of form.children) each.inert = written() && each !== apart;
    say(written() ? 3 : null, written() ? "Not saved. Press Save this text." : "");
  }
  // The text is made of what is saved: while the fields hold more than that, it waits. Else one of both would be lost
  // where somebody else changed the question meanwhile.
  function hold() { text.readOnly = !written() && (stopped || unsent || sending); }
  if (written()) part();
  hold();
  text.addEventListener("focus", () => { if (!written()) save(); });  // so that it shows what was just typed
  // The preview as wide as a phone, or as a page.
  function widen(isWide) {
    told.classList.toggle("is-wide", isWide);
    told.querySelectorAll("[data-width]").forEach((link) => {
      if ((link.dataset.width === "wide") === isWide) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  told.addEventListener("click", (event) => {
    const link = event.target.closest("[data-width]");
    if (!link) return;
    event.preventDefault();
    widen(link.dataset.width === "wide");
  });

  async function save() {
    window.clearTimeout(timer);
    if (sending || stopped || !unsent) return;
    sending = true;
    unsent = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
      });
      if (answer.status === 409) {
        stopped = unsent = true;
        pressed = null;
        conflict.hidden = false;
        say(3, "Not saved");
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      took(await answer.json());
    } catch {
      unsent = true;
      pressed = null;
      say(2, "Not saved yet. We keep trying; what you typed is here.");
      timer = window.setTimeout(save, 5000);
    } finally {
      sending = false;
      hold();
    }
    if (pressed) { const button = pressed; pressed = null; form.requestSubmit(button); return; }
    if (unsent && !stopped) timer = window.setTimeout(save, WAIT);
  }

  form.addEventListener("input", (event) => {
    if (event.target === text) { part(); return; }
    unsent = true;
    hold();
    window.clearTimeout(timer);
    timer = window.setTimeout(save, WAIT);
  });
  form.addEventListener("submit", (event) => {
    // A save on its way changes what the next one begins from, and makes a new question: the button waits for it.
    const isText = event.submitter && event.submitter.value === "text";
    if (sending || (isText && unsent && !stopped)) { event.preventDefault(); pressed = event.submitter; save(); return; }
    unsent = false; stopped = true;
    if (isText) base.value = begun;
    shown = text.value;
    window.clearTimeout(timer);
  });
  function keep() {
    if (written()) form.requestSubmit(form.querySelector('[name="go"][value="text"]'));
    else if (stopped) form.requestSubmit();
    else { unsent = true; save(); }
  }
  for (const link of document.querySelectorAll("[data-keep-theirs]")) {
    link.addEventListener("click", () => { unsent = false; shown = text.value; });
  }
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); keep(); }
  });
  window.addEventListener("beforeunload", (event) => { if (unsent || sending || written()) event.preventDefault(); });
  window.addEventListener("online", save);

  window.setInterval(async () => {
    if (document.hidden || unsent || written() || sending || stopped || !base.value) return;
    try {
      const answer = await fetch(form.dataset.now, { headers: { Accept: "application/json" } });
      const { digest: theirs } = await answer.json();
      if (!unsent && !sending) elsewhere.hidden = theirs === (await digest(base.value));
    } catch { /* the next look will do */ }
  }, LOOK);
})();
