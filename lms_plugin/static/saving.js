// What saving answers by script needs, on the page of one question and on that of all: ids, a request that ends, and
// what is said while nothing can be sent.
window.lmsSaving = (function () {
  "use strict";

  const TIMEOUT = 20000, KEPT_ALIVE = 60000;  // ms; bytes: a browser lets no more than 64 KiB outlive its page

  function uuid() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  const isText = (input) => input.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])");

  // To the form's address, with its token. Status 0 where no answer came.
  async function post(form, type, body) {
    const control = new AbortController();
    const patience = setTimeout(() => control.abort(), TIMEOUT);
    try {
      const response = await fetch(form.dataset.address, {
        method: "POST", keepalive: new Blob([body]).size < KEPT_ALIVE, signal: control.signal,
        credentials: "same-origin",
        headers: { "Content-Type": type, Accept: "application/json", "X-CSRF-Token": form.dataset.token },
        body,
      });
      const said = await response.json().catch(() => ({}));
      return { status: response.status, said };
    } catch {
      return { status: 0, said: {} };
    } finally {
      clearTimeout(patience);
    }
  }

  // Whether this is no refusal: the same is to be sent again.
  const isAway = (status) => status === 0 || status >= 500 || status === 429;

  // The notes of a page; `part` finds its pieces, `kept` says what is kept: "Your answer is".
  function notes(part, kept) {
    function warn(title, text) {
      part("offline").hidden = !title;
      part("waiting-title").textContent = title;
      part("waiting").textContent = text || "";
    }

    function warnAway(status) {
      const [title, when] = status === 0
        ? ["No connection. Keep going.", "when the network is back"]
        : ["We cannot save right now. Keep going.", "again in a moment"];
      warn(title, `${kept} kept on this page and will be sent ${when}.`);
    }

    function tellOver(title, text) {
      warn("");
      part("over").hidden = false;
      part("over-title").textContent = title;
      part("over-text").textContent = `${text} What you answered last stays on this page until you close it.`;
    }

    return { warn, warnAway, tellOver };
  }

  return { RETRY: 15000, PAUSE: 800, PATIENCE: 400, uuid, isText, post, isAway, notes };
})();
