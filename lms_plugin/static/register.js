/* Closes the LMS's registration dialogue, when the person has read what to do next. The message holds nothing. */
(() => {
  const lms = window.opener || (window.parent === window ? null : window.parent);
  const acts = document.querySelector("[data-close]");
  if (!lms || !acts) return;
  acts.hidden = false;
  document.querySelector("[data-close-by-hand]").hidden = true;
  acts.querySelector("button").addEventListener("click", () => {
    lms.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
    document.querySelector("[data-close-by-hand]").hidden = false;
  });
})();
