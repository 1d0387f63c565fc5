// A lesson keeps the reader's place: the block in view is reported after a pause, and shown again on return.
(function () {
  "use strict";

  const article = document.querySelector("[data-reading]");
  if (!article) return;
  const blocks = Array.from(article.querySelectorAll("[data-block]"));
  const visible = new Set();
  const PAUSE = 1500, SLIVER = 24;
  let told = article.dataset.at, timer = 0;

  function open(target) {
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
  }

  // A link into a fold (a reference, a word) opens the fold first.
  function follow() {
    const target = window.location.hash ? document.getElementById(window.location.hash.slice(1)) : null;
    if (!target) return;
    open(target);
    target.scrollIntoView({ block: "start", behavior: "instant" });
  }
  window.addEventListener("hashchange", follow);

  const place = !window.location.hash || window.location.hash === `#${told}` ? document.getElementById(told) : null;
  if (place) {
    open(place);
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "start", behavior: "instant" });
  } else follow();

  if ("done" in article.dataset) return;  // read to the end: there is no place left to keep
  article.querySelectorAll("[data-kept]").forEach((line) => { line.hidden = false; });

  async function report() {
    clearTimeout(timer);
    timer = 0;
    const block = blocks.find((item) => visible.has(item));
    if (!block || block.id === told) return;
    try {
      const response = await fetch(article.dataset.address, {
        method: "POST", keepalive: true, credentials: "same-origin",
        headers: {
          "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": article.dataset.token,
        },
        body: JSON.stringify({ block: block.id }),
      });
      if (!response.ok) return;
      told = block.id;
      show((await response.json()).parts);
    } catch {
      // No network: the next pause reports again.
    }
  }

  // The list beside the text follows.
  function show(parts) {
    const icons = document.querySelector("[data-part-icons]");
    if (!icons || !parts) return;
    const order = { read: 0, here: 1, ahead: 2 };
    document.querySelectorAll("[data-part]").forEach((row, index) => {
      row.firstElementChild.replaceWith(icons.content.children[order[parts[index]]].cloneNode(true));
    });
    const read = parts.filter((part) => part === "read").length;
    const words = `${read} of ${parts.length} parts read`;
    const line = document.querySelector("[data-parts-read]");
    line.textContent = words;
    const bar = line.nextElementSibling;
    bar.value = read;
    bar.setAttribute("aria-label", words);
  }

  // Also true in a frame that is as tall as its content: what counts is what the window shows.
  const watcher = new IntersectionObserver((entries) => {
    entries.forEach((entry) => {
      // A block that only touches the edge is not being read; without this the place would creep up at each visit.
      const seen = entry.intersectionRect.height > SLIVER || entry.intersectionRatio > 0.9;
      if (seen) visible.add(entry.target); else visible.delete(entry.target);
    });
    clearTimeout(timer);
    timer = setTimeout(report, PAUSE);
  }, { threshold: [0, 0.05, 0.1, 0.25, 0.5, 0.75, 1] });
  blocks.forEach((block) => watcher.observe(block));
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) report(); });
  window.addEventListener("pagehide", () => { if (timer) report(); });
})();
