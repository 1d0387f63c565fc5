// The clock of a timed attempt: says calmly how long there is, by the server's clock, takes more time when it is given,
// and at the end sends what the page has and hands in. Without it the server does the same a little later.
(function () {
  "use strict";

  const form = document.querySelector("[data-clock-form]");
  if (!form) return;
  if ("clockNow" in form.dataset) { form.requestSubmit(); return; }
  const place = document.querySelector("[data-clock]");
  const part = (name) => document.querySelector(`[data-clock-${name}]`);
  const EVERY = 10000, TICK = 1000, MINUTE = 60000, RETRY = 3000, PATIENCE = 8000, KEEP = "lms-clock-hidden";
  const goesOn = "goesOn" in place.dataset;

  // Only differences of this machine's clock are used; what time it believes to have does not matter.
  let ahead = Number(place.dataset.now) - performance.now();
  let closes = Number(place.dataset.closes), until = place.dataset.until;
  let ending = false, said = Infinity;
  const left = () => closes - (performance.now() + ahead);

  // ---------- what is said ----------
  function words(rest) {
    if (rest <= 0) {
      return goesOn ? `Your time ended at ${until}. You can go on; it is noted that you took longer.` : "Your time is over.";
    }
    const minutes = Math.round(rest / MINUTE);
    if (minutes < 1) return `Less than a minute left, until ${until}`;
    return `About ${minutes} minute${minutes === 1 ? "" : "s"} left, until ${until}`;
  }

  const announce = (text) => { part("said").textContent = text; };

  function show() {
    const text = words(left());
    if (part("words").textContent !== text) part("words").textContent = text;
    for (const minutes of [5, 1]) {
      if (left() <= minutes * MINUTE && left() > 0 && said > minutes) {
        if (said !== Infinity || left() > (minutes - 1) * MINUTE) announce(`${words(minutes * MINUTE)}.`);
        said = minutes;
      }
    }
  }

  // ---------- shown or not, as the person likes it ----------
  const button = part("switch");
  function hide(isHidden) {
    part("words").hidden = isHidden;
    button.textContent = isHidden ? "Show the time" : "Hide the time";
    try { window.sessionStorage.setItem(KEEP, isHidden ? "1" : ""); } catch { /* a browser that keeps nothing */ }
  }
  button.hidden = false;
  button.addEventListener("click", () => hide(!part("words").hidden));
  try { if (window.sessionStorage.getItem(KEEP)) hide(true); } catch { /* shown then */ }

  // ---------- more time ----------
  async function ask() {
    if (document.hidden || ending) return;
    const began = performance.now();
    const answer = await fetch(place.dataset.address, {
      credentials: "same-origin", headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer || !answer.ok || ending) return;
    const news = await answer.json().catch(() => null);
    if (!news) return;
    ahead = news.now - (began + performance.now()) / 2;
    if (!news.open) { part("over").hidden = false; return; }
    if (news.closes === null) {
      give("There is no time limit for you any more.");
      place.hidden = true;
      closes = Infinity;
    } else if (news.closes !== closes) {
      closes = news.closes;
      until = news.until;
      said = Infinity;
      give(`You have until ${until}.`);
    }
    show();
  }

  function give(text) {
    part("given-words").textContent = text;
    part("given").hidden = false;
    announce(`You were given more time. ${text}`);
  }

  // ---------- the end ----------
  const wait = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

  // Asks the answer on this page to be sent, half-typed words too. True when nothing is left to send.
  async function sendAll() {
    const sending = [];
    window.dispatchEvent(new CustomEvent("lms:time-up", { detail: sending }));
    const sent = await Promise.race([Promise.all(sending), wait(PATIENCE).then(() => [false])]);
    return sent.every(Boolean);
  }

  const reaches = async () => {
    const answer = await fetch(place.dataset.address, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .catch(() => null);
    return answer !== null && answer.ok;
  };

  async function end() {
    if (ending) return;
    ending = true;
    announce("Your time is over. What you answered is handed in.");
    while (!(await sendAll()) || !(await reaches())) {
      part("waiting").hidden = false;
      await wait(RETRY);
    }
    part("waiting").hidden = true;
    window.dispatchEvent(new Event("lms:leaving"));
    form.submit();
  }

  function tick() {
    if (ending || closes === Infinity) return;
    show();
    if (left() <= 0 && !goesOn) end();
  }

  show();
  setInterval(tick, TICK);
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
})();
