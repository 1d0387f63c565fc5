// The idle lock: a minute before the end it asks "Are you still there?", at the end it ends the session and leaves the
// page. All open pages of one person in this browser count as one: reading in one tab keeps the others.
(function () {
  "use strict";

  const idle = document.querySelector("[data-idle]");
  if (!idle) return;
  const page = document.getElementById("main");
  const left = idle.querySelector("[data-left]");
  const MINUTE = 60000, LIMIT = Number(idle.dataset.idle) * MINUTE, RETRY = 15000;
  const others = "BroadcastChannel" in window ? new BroadcastChannel(`lms-${idle.dataset.group}`) : null;
  let seen = Date.now(), renewed = seen, told = seen, locking = false, before = null;

  const headers = { Accept: "application/json", "X-CSRF-Token": idle.dataset.token };
  const ask = (address, method) => fetch(address, { method, headers, credentials: "same-origin" }).catch(() => null);
  const leave = () => {
    window.dispatchEvent(new Event("lms:leaving"));
    window.location.replace(idle.dataset.over);
  };

  // Activity without requests, such as reading: the cookie is renewed once a minute at most.
  async function renew() {
    renewed = Date.now();
    const answer = await ask(idle.dataset.alive, "GET");
    if (answer && answer.status === 401 && (await answer.json().catch(() => ({}))).locked) leave();
  }

  function notice(isOurs) {
    if (locking) return;
    seen = Date.now();
    if (isOurs && others && seen - told > 1000) {
      told = seen;
      others.postMessage("here");
    }
    if (seen - renewed > MINUTE) renew();
  }

  // The page stays in place under the question, with what was typed and where it was scrolled to.
  function question() {
    before = { focus: document.activeElement, top: window.scrollY };
    page.hidden = true;
    idle.hidden = false;
    idle.querySelector("h2").focus({ preventScroll: true });
  }

  function resume() {
    if (!before || locking) return;
    const { focus, top } = before;
    before = null;
    idle.hidden = true;
    page.hidden = false;
    window.scrollTo({ top, behavior: "instant" });
    if (page.contains(focus)) focus.focus({ preventScroll: true });
  }

  async function lock() {
    locking = true;
    const answer = await ask(idle.dataset.lock, "POST");
    // Anything but a good answer or "it is over": keep what was on the page covered, and try again.
    if (answer && answer.status < 500) leave(); else setTimeout(lock, RETRY);
  }

  function check() {
    if (locking) return;
    const rest = LIMIT - (Date.now() - seen);
    if (rest > MINUTE) return;
    if (!before) question();
    if (rest <= 0) {
      left.textContent = "a moment";
      document.querySelectorAll(".who, [data-idle] form").forEach((part) => { part.hidden = true; });
      lock();
      return;
    }
    const seconds = Math.ceil(rest / 1000);
    left.textContent = `${seconds} second${seconds === 1 ? "" : "s"}`;
  }

  ["pointerdown", "pointermove", "keydown", "input", "wheel", "scroll"].forEach((name) => {
    // While the question stands, only its button answers it: a nudged mouse is nobody's word.
    window.addEventListener(name, () => { if (!before) notice(true); }, { passive: true, capture: true });
  });
  idle.querySelector("[data-here]").addEventListener("click", () => { notice(true); resume(); });
  if (others) others.addEventListener("message", () => { notice(false); resume(); });
  document.addEventListener("visibilitychange", check);
  setInterval(check, 1000);
})();
