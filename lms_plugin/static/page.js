// On every page of a launch: ask for the height we need, show the tab that is open, never show a stale page out of the
// browser's memory, and give the first page of a launch, which is shown at the launch's own address, an address to come
// back to.
(function () {
  "use strict";

  // A page restored from the back/forward cache may belong to somebody else by now: it goes there blank, and asks the
  // server again when it comes back.
  window.addEventListener("pagehide", (event) => {
    if (event.persisted) document.documentElement.hidden = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // Back leads to this page then, and not to wherever the person has come since.
  const here = document.body.dataset.here;
  if (here && window.location.pathname.endsWith("/")) window.history.replaceState(window.history.state, "", here);

  // On a narrow screen the tab of this page may stand outside of what is seen.
  const tab = document.querySelector(".worknav [aria-current]");
  const hidden = tab ? tab.offsetLeft + tab.offsetWidth - tab.parentElement.clientWidth : 0;
  if (hidden > 0) tab.parentElement.scrollLeft = hidden + 24;

  // Platforms that resize frames listen for this; others ignore it. Sent to the platform's origin alone.
  const origin = document.body.dataset.frameOrigin;
  if (!origin || window.parent === window) return;
  let told = 0;
  const tell = () => {
    const height = Math.min(6000, Math.ceil(document.documentElement.getBoundingClientRect().height));
    if (Math.abs(height - told) <= 16) return;
    told = height;
    window.parent.postMessage({ subject: "lti.frameResize", height }, origin);
  };
  new ResizeObserver(tell).observe(document.documentElement);
  window.addEventListener("load", tell);
})();
