// The places of a hotspot question: a click or a drag in the picture fills the numbers of the place that is being
// written. Without this script, and by keyboard, they are typed.
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const form = document.querySelector("[data-editor]");
  const block = form && form.querySelector("[data-placing]");
  if (!block) return;
  const svg = block.querySelector("svg");
  const image = block.querySelector("img");
  const said = block.querySelector("[data-placing-said]");
  const CLICK = 2;  // a drag shorter than this, in percent, is a click
  let row = null, from = null;

  const rows = () => Array.from(form.querySelectorAll('#regions > .opt'));
  const at = (each) => form.elements[`${each.id}.at`];
  const shape = (each) => form.elements[`${each.id}.shape`];
  const numbers = (each) => at(each).value.split(",").map((part) => (part.trim() ? Number(part) : NaN));
  const called = (each) => each.getAttribute("aria-label");

  // The row that was touched last; else the first that has no place yet.
  function current() {
    if (row && row.isConnected) return row;
    return rows().find((each) => !at(each).value.trim()) || rows()[0];
  }

  function draw() {
    svg.replaceChildren();
    const box = svg.getBoundingClientRect();
    rows().forEach((each, index) => {
      const [x, y, width, height] = numbers(each);
      if (![x, y, width, height].every(Number.isFinite)) return;
      const isEllipse = shape(each).value === "ellipse";
      const drawn = document.createElementNS(SVG, isEllipse ? "ellipse" : "rect");
      const names = isEllipse ? ["cx", "cy", "rx", "ry"] : ["x", "y", "width", "height"];
      [x, y, width, height].forEach((value, place) => drawn.setAttribute(names[place], String(Math.max(0, value))));
      drawn.setAttribute("class", each === current() ? "place now" : "place");
      const letter = document.createElementNS(SVG, "text");
      const [left, top] = isEllipse ? [x - width, y - height] : [x, y];
      letter.setAttribute("transform", `translate(${left} ${top}) scale(${100 / (box.width || 1)} ${100 / (box.height || 1)})`);
      letter.setAttribute("x", "5");
      letter.setAttribute("y", "18");
      letter.textContent = String.fromCharCode(65 + index);
      svg.append(drawn, letter);
    });
    const now = current();
    said.textContent = now ? `Click or drag in the picture to set ${called(now)}. Touch another place below to set that one.` : "";
  }

  function point(event) {
    const box = svg.getBoundingClientRect();
    const part = (value, size) => Math.min(100, Math.max(0, (100 * value) / size));
    return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
  }

  function put(end) {
    const each = current();
    if (!each) return;
    if (!shape(each).value) shape(each).value = "rect";
    let [left, top] = [Math.min(from[0], end[0]), Math.min(from[1], end[1])];
    let [width, height] = [Math.abs(end[0] - from[0]), Math.abs(end[1] - from[1])];
    if (width < CLICK && height < CLICK) {
      [width, height] = [16, 16];
      [left, top] = [Math.min(84, Math.max(0, end[0] - 8)), Math.min(84, Math.max(0, end[1] - 8))];
    }
    const round = (value) => Math.floor(value * 10) / 10;
    const four = shape(each).value === "ellipse"
      ? [left + width / 2, top + height / 2, width / 2, height / 2] : [left, top, width, height];
    at(each).value = four.map(round).join(", ");
    draw();
  }

  block.classList.add("can-place");
  svg.addEventListener("pointerdown", (event) => { event.preventDefault(); from = point(event); svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointermove", (event) => { if (from) put(point(event)); });
  svg.addEventListener("pointercancel", () => { from = null; });
  svg.addEventListener("pointerup", (event) => {
    if (!from) return;
    put(point(event));
    from = null;
    row = current();
    at(row).dispatchEvent(new Event("input", { bubbles: true }));  // it is saved as typed numbers are
  });
  form.addEventListener("focusin", (event) => {
    const touched = event.target.closest("#regions > .opt");
    if (touched) { row = touched; draw(); }
  });
  form.addEventListener("input", (event) => {
    if (event.target.closest("#regions")) draw();
    if (event.target.closest('[data-pictures="image"]')) show();
  });

  function show() {
    const chosen = form.querySelector('[data-pictures="image"] input:checked');
    const thumb = chosen && chosen.parentElement.querySelector("img");
    block.hidden = !thumb;
    if (!thumb || image.getAttribute("src") === thumb.getAttribute("src")) return;
    image.removeAttribute("width");
    image.removeAttribute("height");
    image.src = thumb.src;
  }
  image.addEventListener("load", draw);
  window.addEventListener("resize", draw);
  draw();
})();
