// How each kind of question is read and filled: one small reader for a kind, with the names of the fields of the page.
// A reader knows: value() as it is saved, put(answer), words(answer) for choosing between two, count() of what is
// answered so far, and target(), where the focus goes back to. Optional: option(n) for single keys, chosen(input).
(function () {
  "use strict";

  const text = (element) => element.textContent.trim();
  const isOneOf = (answer, field) => [].concat((answer || {})[field] ?? []).map(String);

  function typed(question, field) {
    const input = question.querySelector(`[name="${field}"]`);
    return {
      isTyped: true,
      value: () => (input.value.trim() ? { [field]: input.value } : null),
      put(answer) { input.value = answer ? answer[field] : ""; },
      words: (answer) => `“${answer[field]}”`,
      count: () => "",
      target: () => input,
    };
  }

  function choices(question, field) {
    const inputs = Array.from(question.querySelectorAll(`[name="${field}"]`));
    const several = field === "choices";
    return {
      value() {
        const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
        if (!chosen.length) return null;
        if (several) return { choices: chosen };
        return { [field]: field === "answer" ? chosen[0] === "true" : chosen[0] };
      },
      put(answer) {
        const chosen = isOneOf(answer, field);
        inputs.forEach((input) => { input.checked = chosen.includes(input.value); });
      },
      words(answer) {
        const chosen = isOneOf(answer, field);
        return inputs.filter((input) => chosen.includes(input.value))
          .map((input) => text(input.nextElementSibling)).join("; ");
      },
      count() {
        const chosen = inputs.filter((input) => input.checked).length;
        return several && chosen ? `${chosen} chosen` : "";
      },
      target: () => inputs.find((input) => input.checked) || inputs[0],
      option: (number) => inputs[number - 1],
      chosen(changed) {
        if (!several || !changed.checked) return;
        const alone = changed.hasAttribute("data-exclusive");
        inputs.forEach((input) => {
          if (input !== changed && (alone || input.hasAttribute("data-exclusive"))) input.checked = false;
        });
      },
    };
  }

  function pairs(question, field) {
    const selects = Array.from(question.querySelectorAll(`[name^="${field}:"]`));
    const row = (select) => select.name.slice(field.length + 1);
    const given = () => selects.filter((select) => select.value);
    return {
      value() {
        const found = Object.fromEntries(given().map((select) => [row(select), select.value]));
        return Object.keys(found).length ? { [field]: found } : null;
      },
      put(answer) {
        selects.forEach((select) => { select.value = (answer && answer[field][row(select)]) || ""; });
      },
      words(answer) {
        return selects.filter((select) => answer[field][row(select)]).map((select) => {
          const option = Array.from(select.options).find((one) => one.value === answer[field][row(select)]);
          return `${text(select.labels[0])}: ${option ? text(option) : "?"}`;
        }).join("; ");
      },
      count: () => (given().length ? `${given().length} of ${selects.length} answered` : ""),
      target: () => selects.find((select) => !select.value) || selects[0],
    };
  }

  function grid(question, field) {
    const inputs = Array.from(question.querySelectorAll(`[name^="${field}:"]`));
    const row = (input) => input.name.slice(field.length + 1);
    const isRating = field === "ratings";
    const isIn = (answer, input) => isOneOf(answer && answer[field], row(input)).includes(input.value);
    const rows = Array.from(new Set(inputs.map(row)));
    function cells() {
      const found = {};
      inputs.filter((input) => input.checked).forEach((input) => {
        const rating = input.value === "na" ? "na" : Number(input.value);
        found[row(input)] = isRating ? rating : [...(found[row(input)] || []), input.value];
      });
      return found;
    }
    return {
      value: () => (Object.keys(cells()).length ? { [field]: cells() } : null),
      put(answer) { inputs.forEach((input) => { input.checked = isIn(answer, input); }); },
      words(answer) {
        return rows.map((key) => inputs.filter((input) => row(input) === key && isIn(answer, input)))
          .filter((chosen) => chosen.length)
          .map((chosen) => {
            const head = text(chosen[0].closest("tr").querySelector("th"));
            return `${head}: ${chosen.map((input) => text(input.nextElementSibling)).join(", ")}`;
          }).join("; ");
      },
      count() {
        const answered = Object.keys(cells()).length;
        return answered ? `${answered} of ${rows.length} rows answered` : "";
      },
      target: () => inputs.find((input) => input.checked) || inputs[0],
    };
  }

  function order(question, field) {
    const list = question.querySelector("[data-order]");
    const ordered = question.querySelector("[data-ordered]");
    const keys = () => Array.from(list.children, (item) => item.dataset.key);
    return {
      value: () => (ordered.disabled ? null : { [field]: keys() }),
      put(answer) {
        if (answer) window.lmsOrdering.arrange(list, answer[field]);
        window.lmsOrdering.settle(list, Boolean(answer));
      },
      words(answer) {
        const named = (key) => Array.from(list.children).find((item) => item.dataset.key === key);
        return answer[field].map((key, index) => {
          const item = named(key);
          return `${index + 1}. ${item ? text(item.querySelector("[data-text]")) : "?"}`;
        }).join("; ");
      },
      count: () => "",
      target: () => list.querySelector("[data-move]:not([aria-disabled])"),
    };
  }

  function gaps(question, field) {
    const inputs = Array.from(question.querySelectorAll(`[name^="${field}:"]`));
    const key = (input) => input.name.slice(field.length + 1);
    const filled = () => inputs.filter((input) => input.value.trim());
    const given = (answer, input) => ((answer && answer[field][key(input)]) || {})[input.dataset.part] || "";
    const shown = (input, value) => {
      const option = Array.from(input.options || []).find((one) => one.value === value);
      return option ? text(option) : value;
    };
    return {
      value() {
        const found = filled().map((input) => [key(input), { [input.dataset.part]: input.value }]);
        return found.length ? { [field]: Object.fromEntries(found) } : null;
      },
      put(answer) { inputs.forEach((input) => { input.value = given(answer, input); }); },
      words: (answer) => inputs.map((input) => shown(input, given(answer, input))).filter(Boolean).join("; "),
      count: () => (filled().length ? `${filled().length} of ${inputs.length} gaps filled` : ""),
      target: () => inputs.find((input) => !input.value) || inputs[0],
    };
  }

  function essay(question, field) {
    const read = typed(question, field);
    const box = read.target();
    const words = () => (box.value.match(/\S+/g) || []).length;
    const most = box.dataset.words;
    return { ...read, count: () => (words() ? `${words()}${most ? ` of at most ${most}` : ""} words` : "") };
  }

  function agree(question, field) {
    const tick = question.querySelector(`[name="${field}"]`);
    return {
      value: () => (tick.checked ? { [field]: true, statement: tick.value } : null),
      put(answer) { tick.checked = Boolean(answer); },
      words: () => "agreed",
      count: () => "",
      target: () => tick,
    };
  }

  window.lmsAnswerKinds = { typed, choices, pairs, order, grid, gaps, essay, agree };
})();
