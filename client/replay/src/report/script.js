// Names the values under the pointer. Without it the page shows everything else.
for (const figure of document.querySelectorAll("[data-chart]")) {
  const chart = JSON.parse(figure.dataset.chart);
  const svg = figure.querySelector("svg"), cursor = figure.querySelector(".cursor"), output = figure.querySelector("output");
  const slots = Math.max(...chart.series.map((s) => s.values.length));
  const step = (chart.right - chart.left) / slots;
  const say = (v) => v === null ? "none" : v.toLocaleString("en", { maximumFractionDigits: v < 10 ? 3 : 0 }).replaceAll(",", "\u202f");
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) * chart.width / box.width;
    const i = Math.min(slots - 1, Math.max(0, Math.floor((x - chart.left) / step)));
    const at = chart.left + (i + 0.5) * step;
    cursor.setAttribute("d", `M${at} ${chart.top}V${chart.bottom}`);
    const when = new Date(chart.start + i * chart.slot).toISOString().slice(5, 16).replace("T", " ");
    const many = chart.series.length > 1;
    figure.classList.add("reading");
    output.textContent = when + ": " + chart.series.map((s) => (many ? s.name + " " : "") + say(s.values[i] ?? null)).join(" · ");
  });
  svg.addEventListener("pointerleave", () => { cursor.setAttribute("d", ""); output.textContent = ""; figure.classList.remove("reading"); });
}
