// A page that is still on the screen learns by itself that its session is over: somebody else opened a launch in this
// browser, or another tab finished. Asking is no sign of life: it writes nothing and renews nothing.
(function () {
  "use strict";

  const idle = document.querySelector("[data-idle]");
  if (!idle) return;
  const EVERY = 10000; // milliseconds; a page closes within 15 seconds

  async function ask() {
    if (document.hidden) return;
    const answer = await fetch(`${idle.dataset.over}session`, {
      credentials: "same-origin", headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer || answer.status !== 401) return;
    const said = await answer.json().catch(() => ({}));
    // What was typed and not sent yet may keep a page that is only over, never one where somebody else sits now.
    const stays = !window.dispatchEvent(new Event("lms:over", { cancelable: true }));
    if (stays && !said.locked) return;
    window.dispatchEvent(new Event("lms:leaving"));
    window.location.replace(idle.dataset.over);
  }

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
