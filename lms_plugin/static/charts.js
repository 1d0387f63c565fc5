// Pictures of tables: each row with data-label and data-values is a bar, so the picture and the table say the same.
(function () {
  "use strict";

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const charts = [];

  function rowsOf(table) {
    return [...table.querySelectorAll("tr[data-values]")];
  }

  function paint(chart) {
    const ink = color("--ink-2"), line = color("--line");
    chart.data.datasets.forEach((set, place) => {
      const flagged = chart.$rows.map((row) => row.hasAttribute("data-flagged"));
      set.backgroundColor = chart.data.datasets.length > 1
        ? color(`--series-${place + 1}`)
        : flagged.map((is) => color(is ? "--series-2" : "--series-1"));
    });
    for (const axis of Object.values(chart.options.scales)) {
      axis.ticks.color = ink;
      axis.grid.color = line;
    }
    chart.update("none");
  }

  function draw(panel) {
    const rows = rowsOf(document.getElementById(panel.dataset.chartOf));
    const box = panel.querySelector(".chart-box"), canvas = box.querySelector("canvas");
    const series = (panel.dataset.series || "Percent right").split("|");
    if (!window.Chart || !rows.length) return;
    const each = 14 + 18 * series.length;
    box.style.height = `${rows.length * each + 40}px`;
    const chart = new window.Chart(canvas, {
      type: "bar",
      data: {
        labels: rows.map((row) => row.dataset.label),
        datasets: series.map((label, place) => ({
          label,
          data: rows.map((row) => Number(row.dataset.values.split(" ")[place])),
        })),
      },
      options: {
        animation: false,
        indexAxis: "y",
        maintainAspectRatio: false,
        // Its own colors would come in between.
        plugins: { colors: { enabled: false }, legend: { display: false }, tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${item.raw}%` } } },
        scales: {
          x: { min: 0, max: 100, ticks: { callback: (value) => `${value}%` }, grid: {} },
          y: { ticks: { autoSkip: false }, grid: { display: false } },
        },
      },
    });
    chart.$rows = rows;
    charts.push(chart);
    paint(chart);
  }

  document.querySelectorAll("[data-chart-of]").forEach(draw);
  // Light or dark may change while the page is open.
  new MutationObserver(() => charts.forEach(paint))
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
