// Handing in: once, and not into the void.
(function () {
  "use strict";

  const form = document.querySelector("[data-submit]");
  if (!form) return;
  let sent = false;
  form.addEventListener("submit", (event) => {
    const away = form.parentElement.querySelector("[data-away]");
    away.hidden = navigator.onLine;
    if (sent || !navigator.onLine) event.preventDefault();
    else sent = true;
  });
})();
