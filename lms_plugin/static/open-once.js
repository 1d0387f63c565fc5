// Where a frame keeps no cookie: its link to a window is good once, because the LMS takes its hint only once.
(function () {
  "use strict";

  const link = document.querySelector("[data-once] a");
  const opened = document.querySelector("[data-opened]");

  function show() {
    document.querySelector("[data-once]").hidden = true;
    opened.hidden = false;
  }

  // Kept in the history entry: it survives the Back button, and ends when the LMS makes the frame anew.
  if (window.history.state && window.history.state.opened) show();
  link.addEventListener("click", () => {
    window.history.replaceState({ opened: true }, "");
    setTimeout(() => { show(); opened.focus(); });
  });
})();
