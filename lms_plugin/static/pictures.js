// Pictures in the form of a question: a new one is added without leaving the page, and what is wrong with one is said
// at its field after each save. Without this script the form's own buttons do the same.
(function () {
  "use strict";

  const form = document.querySelector("[data-editor]");
  if (!form) return;
  const told = document.querySelector("[data-told]");
  const AT_FIELD = ["figure.alt", "alt", "figure.src", "image"];

  function say(field, words, wrong) {
    const place = field.querySelector("[data-picture-said]");
    place.textContent = words;
    place.className = wrong ? "field-error mb-0" : "saved mb-0";
  }

  async function send(field, input) {
    const [file] = input.files;
    if (!file) return;
    if (file.size > Number(field.dataset.most)) {
      input.value = "";
      say(field, "The picture is larger than 20 MB. Make it smaller. What you typed is here.", true);
      return;
    }
    say(field, "Adding the picture…", false);
    const data = new FormData();
    data.append("csrf_token", form.elements.csrf_token.value);
    data.append("field", field.dataset.pictures);
    data.append("picture", file);
    try {
      const answer = await fetch(field.dataset.add, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (!answer.ok) { say(field, `${found.message} What you typed is here.`, true); return; }
      choose(field, found);
      say(field, "The picture is added.", false);
    } catch {
      say(field, "The picture was not added: the connection broke. Choose it again. What you typed is here.", true);
    } finally {
      input.value = "";
    }
  }

  function choose(field, found) {
    const list = field.querySelector("[data-choices]");
    const there = Array.from(list.querySelectorAll("input")).find((input) => input.value === found.src);
    if (there) there.checked = true;
    else list.insertAdjacentHTML("beforeend", found.choice);  // made by our own template
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A file is sent by itself, so choosing one is no change of the question.
  form.addEventListener("input", (event) => { if (event.target.matches("[data-file]")) event.stopImmediatePropagation(); }, true);
  form.addEventListener("change", (event) => {
    const field = event.target.matches("[data-file]") && event.target.closest("[data-pictures]");
    if (field) send(field, event.target);
  });
  form.querySelectorAll("[data-send]").forEach((button) => { button.hidden = true; });

  // The list beside the form says what must be fixed; alternative text is missed best where it is to be written.
  function sayAtFields() {
    AT_FIELD.forEach((id) => {
      const control = document.getElementById(id);
      const line = told.querySelector(`.h-err a[href="#${CSS.escape(id)}"]`);
      if (!control) return;
      document.getElementById(`${id}-error`)?.remove();
      const described = (control.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== `${id}-error`);
      control.removeAttribute("aria-invalid");
      if (line) {
        const words = document.createElement("p");
        words.className = "field-error mb-0";
        words.id = `${id}-error`;
        words.textContent = line.closest("span").textContent.replace(line.textContent, "").trim();
        if (control.matches("fieldset")) control.querySelector("[data-choices]").after(words);
        else control.parentElement.append(words);
        described.push(words.id);
        if (control.matches("input")) control.setAttribute("aria-invalid", "true");
      }
      if (described.length) control.setAttribute("aria-describedby", described.join(" "));
      else control.removeAttribute("aria-describedby");
    });
  }
  new MutationObserver(sayAtFields).observe(told, { childList: true });

  // Tags in use are offered for the word that is being typed, behind those that are typed already.
  form.querySelectorAll("[data-words]").forEach((input) => {
    const list = document.getElementById(input.getAttribute("list"));
    const words = Array.from(list.options, (option) => option.value);
    input.addEventListener("input", () => {
      const before = input.value.replace(/[^,]*$/, "");
      const typed = before.split(",").map((word) => word.trim());
      const rest = words.filter((word) => !typed.includes(word));
      list.replaceChildren(...rest.map((word) => new Option(word, before ? `${before.trimEnd()} ${word}` : word)));
    });
  });
})();
