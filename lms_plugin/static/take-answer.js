// In the LMS's frame: takes what was chosen in the window that this page opened, and submits it from here. An LMS's
// return page talks to the page around its frame, and in a window there is none.
(function () {
  "use strict";

  const SUBJECT = "lms.chosen";

  // From a page of our own origin, in a window whose opener is this very page: the LMS and others can post here too.
  const isOurs = (event) =>
    event.origin === window.location.origin && event.source !== null && event.source.opener === window;

  function submit(address, token) {
    const form = document.createElement("form");
    const field = document.createElement("input");
    Object.assign(form, { method: "post", action: address, hidden: true });
    Object.assign(field, { type: "hidden", name: "JWT", value: token });
    form.append(field);
    document.body.append(form);
    form.submit();
  }

  window.addEventListener("message", (event) => {
    if (!isOurs(event)) return;
    const { subject, address, token } = event.data || {};
    if (subject !== SUBJECT || typeof token !== "string" || !/^https?:\/\//.test(address)) return;
    event.source.postMessage({ subject: `${SUBJECT}.taken` }, window.location.origin);
    submit(address, token);
  });
})();
