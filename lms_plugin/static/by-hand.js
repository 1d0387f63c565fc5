// Addresses that follow from the issuer or the client id are written as these are typed, until somebody changes one.
// Without this script they are filled in when the form is saved.
(function () {
  "use strict";

  const form = document.querySelector("[data-by-hand]");
  if (!form) return;
  const value = (name) => (form.elements[name] ? form.elements[name].value.trim() : "");

  function derive(field) {
    const known = { "{root}": value("issuer").replace(/\/+$/, ""), "{client_id}": value("client_id") };
    const missing = Object.keys(known).some((name) => field.dataset.preset.includes(name) && !known[name]);
    return missing ? "" : Object.entries(known).reduce(
      (text, [name, part]) => text.replace(name, () => part), field.dataset.preset);
  }

  // A form that comes back with errors holds what followed before: it goes on following.
  const followers = Array.from(form.querySelectorAll("[data-preset]"))
    .filter((field) => !field.value || field.value === derive(field));

  function follow() {
    followers.forEach((field) => { if (!field.dataset.typed) field.value = derive(field); });
  }

  followers.forEach((field) => field.addEventListener("input", () => {
    if (field.value) field.dataset.typed = "yes"; else delete field.dataset.typed;
  }));
  ["issuer", "client_id"].forEach((name) => {
    if (form.elements[name]) form.elements[name].addEventListener("input", follow);
  });
  follow();
})();
