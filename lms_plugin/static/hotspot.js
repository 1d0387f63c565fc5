// Places in a picture: a click sets a mark, which stands below the picture as a line that can be unticked. Without this
// script the places are chosen by their names.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const text = (element) => element.textContent.trim();
  const points = (question) => Array.from(question.querySelectorAll('[name="points"]'));
  const boxes = (question) => Array.from(question.querySelectorAll('[name="regions"]'));
  const chosen = (question) => [...points(question), ...boxes(question)].filter((input) => input.checked);
  const most = (question) => Number(question.querySelector("[data-choose]").dataset.choose);

  function draw(question) {
    const marks = question.querySelector("[data-marks]");
    marks.querySelectorAll(".mark").forEach((mark) => mark.remove());
    points(question).forEach((input) => {
      const [x, y] = input.value.split(",");
      const mark = document.createElementNS(SVG, "path");
      mark.setAttribute("class", "mark");
      mark.setAttribute("d", `M${x} ${y}m-2 0h4m-2 -2v4`);
      marks.append(mark);
    });
  }

  function add(question, x, y) {
    const list = question.querySelector("[data-points]");
    const line = list.querySelector("template").content.firstElementChild.cloneNode(true);
    line.querySelector("input").value = `${x},${y}`;
    line.querySelector("[data-at]").textContent = `${x}% from the left, ${y}% from the top`;
    list.append(line);
  }

  function drop(input) {
    if (input.name === "points") input.closest("label").remove();
    else input.checked = false;
  }

  // The oldest choices give way to a new one.
  function makeRoom(question, kept) {
    const others = chosen(question).filter((input) => input !== kept);
    others.slice(0, Math.max(0, others.length + 1 - most(question))).forEach(drop);
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest("[data-picture]");
    if (!picture) return;
    const question = picture.closest("[data-question]");
    const box = picture.getBoundingClientRect();
    const part = (value, size) => (Math.min(100, Math.max(0, (100 * value) / size))).toFixed(1);
    makeRoom(question, null);
    add(question, part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height));
    draw(question);
    picture.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("change", (event) => {
    const question = event.target.closest('[data-kind="hotspot"]');
    if (!question || !["points", "regions"].includes(event.target.name)) return;
    if (event.target.checked) makeRoom(question, event.target);
    else if (event.target.name === "points") drop(event.target);
    draw(question);
  }, true);

  function hotspot(question) {
    return {
      value() {
        const regions = boxes(question).filter((input) => input.checked).map((input) => input.value);
        const marks = points(question).map((input) => input.value.split(","));
        return regions.length || marks.length ? { regions, points: marks } : null;
      },
      put(answer) {
        const given = answer || { regions: [], points: [] };
        const marks = given.points || [];
        points(question).forEach(drop);
        marks.forEach(([x, y]) => add(question, x, y));
        const named = marks.length >= most(question) ? [] : given.regions;
        boxes(question).forEach((input) => { input.checked = named.includes(input.value); });
        draw(question);
      },
      words(answer) {
        const names = boxes(question).filter((input) => answer.regions.includes(input.value))
          .map((input) => text(input.nextElementSibling));
        return [...names, ...(answer.points || []).map(([x, y]) => `a mark at ${x}, ${y}`)].join("; ");
      },
      count: () => (chosen(question).length ? `${chosen(question).length} chosen` : ""),
      target: () => chosen(question)[0] || boxes(question)[0],
      option: (number) => boxes(question)[number - 1],
    };
  }

  if (window.lmsAnswerKinds) window.lmsAnswerKinds.hotspot = hotspot;
})();
