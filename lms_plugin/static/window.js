// New window: another cookie partition, so the frame asks for a one-use address and the window opens that.
(function () {
  "use strict";

  const form = document.querySelector("[data-new-window]");
  const link = document.querySelector("[data-handover]");
  const POLL = 400, TRIES = 25;

  // Once the window has the launch, this frame has not: the server then shows where it went.
  async function watch(tries) {
    const answer = await fetch(`${form.dataset.newWindow}session`, {
      credentials: "same-origin", headers: { Accept: "application/json" },
    }).catch(() => null);
    if (answer && answer.status === 401) {
      window.dispatchEvent(new Event("lms:leaving"));
      window.location.replace(form.dataset.newWindow);
    } else if (tries > 0) setTimeout(watch, POLL, tries - 1);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // Opened at once, while the click still counts as one, and filled when the address is there.
    const opened = window.open("", "_blank");
    if (!opened) { form.submit(); return; }
    if (window === window.top) { opened.location.replace(form.dataset.newWindow); return; }
    window.dispatchEvent(new Event("lms:send"));
    try {
      const answer = await fetch(form.action, {
        method: "POST", credentials: "same-origin", headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      opened.location.replace((await answer.json()).address);
      watch(TRIES);
    } catch {
      opened.close();
      form.submit();
    }
  });

  if (link) link.addEventListener("click", () => watch(TRIES));
})();
