// After a check or a hint the page comes back with what it told: the focus goes there, and a live region says it.
// The acts themselves are buttons of the question's form and need no script.
(function () {
  "use strict";

  const hash = window.location.hash.slice(1);
  const said = /-said-\d+$/.test(hash) && document.getElementById(hash);
  if (!said) return;
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.setAttribute("role", "status");
  said.before(line);
  said.focus();
  // A live region speaks of what changes in it, so the words come a moment after the page.
  const words = Array.from(said.querySelectorAll("h2, .verdict > strong, p:first-child > strong"));
  setTimeout(() => { line.textContent = words.map((each) => each.textContent.trim()).join(" "); }, 200);
})();
