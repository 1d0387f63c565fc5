// The demo hospital LMS: forms that send themselves, a course page that leaves the frame, a gradebook that keeps up.
"use strict";

const EVERY = 3000; // milliseconds

function sendNow() {
  document.querySelector("form[data-send-now]")?.submit();
}

// A tool sends people back inside the frame it was shown in; the course page takes the whole window again.
function leaveFrame() {
  if (document.querySelector("[data-whole-window]") && window.top !== window.self) {
    window.top.location.replace(window.location.href);
  }
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(window.location.pathname + window.location.search, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const newer = fresh.getElementById(part.id);
      if (newer && newer.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
        part.replaceChildren(...document.importNode(newer, true).childNodes);
      }
    }
  } catch {
    document.getElementById("live").textContent = "Not live · the LMS does not answer";
  }
}

// A tool that has registered says so (LTI Dynamic Registration 1.0); its page, frame or tab, is done.
function closeRegistration(event) {
  if (event.data?.subject !== "org.imsglobal.lti.close" || event.source === window) return;
  if (event.source !== document.querySelector("iframe")?.contentWindow) event.source?.close();
  window.location.assign("/tools");
}

leaveFrame();
sendNow();
if (document.querySelector("[data-registration]")) window.addEventListener("message", closeRegistration);
if (document.querySelector("[data-live]")) setInterval(refresh, EVERY);
