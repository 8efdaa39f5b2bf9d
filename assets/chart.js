// A line chart as SVG: axes, a legend, and the values under the pointer. Used by gr.HTML components through js_on_load.
// data: {label, x: "step", y: "loss", percent, series: [{name, points: [[x, y], …], faint, dashed, dots}]}
// Drawing again with the same axes only moves the lines.
const CHART_COLOURS = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)'];

function chartTicks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((m) => m * power >= raw) * power, ticks = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) ticks.push(Number(v.toPrecision(10)));
  return ticks;
}

const chartWidth = (box) => Math.min(Math.max(box.clientWidth || 560, 280), 900);

// The ranges of the axes. The vertical one ends a little beyond the data, at a fifth of the step between two ticks.
function chartAxes(box, data) {
  const xs = data.series.flatMap((s) => s.points.map((p) => p[0])), ys = data.series.flatMap((s) => s.points.map((p) => p[1]));
  if (!xs.length) return null;
  let x0 = Math.min(...xs, data.xmin ?? Infinity), x1 = Math.max(...xs, data.xmax ?? -Infinity);
  if (x0 === x1) x1 = x0 + 1;
  let y0 = Math.min(...ys), y1 = Math.max(...ys);
  const pad = (y1 - y0 || Math.abs(y1) || 1) * 0.04, ticks = chartTicks(y0 - pad, y1 + pad, 4);
  const fifth = (ticks.length > 1 ? ticks[1] - ticks[0] : 5 * pad) / 5;
  y0 = Math.floor((y0 - pad) / fifth) * fifth;
  y1 = Math.ceil((y1 + pad) / fifth) * fifth;
  return {x0, x1, y0, y1, W: chartWidth(box), H: 240, L: 52, R: 12, T: 12, B: 34};
}

function drawChart(box, data) {
  const axes = chartAxes(box, data);
  const key = JSON.stringify([axes, data.label, data.x, data.empty, data.series.map((s) => [s.name, s.colour, !!s.points.length])]);
  if (box.chartKey !== key) {
    box.chartKey = key;
    box.moveLines = buildChart(box, data, axes);
  }
  box.moveLines(data.series);
}

// Draws everything but the lines; returns a function that draws the lines.
function buildChart(box, data, axes) {
  const make = (name, attributes, parent, text) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    parent.appendChild(node);
    return node;
  };
  const {x0, x1, y0, y1, W, H, L, R, T, B} = axes || {W: chartWidth(box), H: 240};
  box.replaceChildren();
  const svg = make('svg', {viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': data.label, class: 'chart'}, box);
  const legend = document.createElement('div');
  legend.className = 'chart-legend';
  box.appendChild(legend);
  if (!axes) {
    make('text', {x: W / 2, y: H / 2, 'text-anchor': 'middle', class: 'chart-empty'}, svg, data.empty || '');
    return () => {};
  }
  const sx = (x) => L + (x - x0) / (x1 - x0) * (W - L - R), sy = (y) => H - B - (y - y0) / (y1 - y0) * (H - T - B);
  const yText = (v) => data.percent ? `${+(100 * v).toFixed(1)}%` : String(+v.toPrecision(4));
  for (const v of chartTicks(y0, y1, 4)) {
    make('line', {x1: L, x2: W - R, y1: sy(v), y2: sy(v), class: 'chart-grid'}, svg);
    make('text', {x: L - 6, y: sy(v) + 4, 'text-anchor': 'end'}, svg, yText(v));
  }
  for (const v of chartTicks(x0, x1, 6).filter((v) => !data.whole || Number.isInteger(v)))
    make('text', {x: sx(v), y: H - B + 16, 'text-anchor': 'middle'}, svg, v.toLocaleString('en'));
  make('text', {x: (L + W - R) / 2, y: H - 3, 'text-anchor': 'middle', class: 'chart-axis'}, svg, data.x);
  let series = data.series;
  const lines = series.map((s, i) => {
    const colour = CHART_COLOURS[(s.colour ?? i) % CHART_COLOURS.length], group = make('g', {}, svg);
    const path = make('path', {fill: 'none', stroke: colour, 'stroke-width': s.faint ? 1 : 2,
      'stroke-opacity': s.faint ? 0.35 : 1, 'stroke-dasharray': s.dashed ? '5 4' : 'none', 'stroke-linejoin': 'round'}, group);
    const entry = document.createElement('span'), swatch = document.createElement('i');
    swatch.style.cssText = `background:${colour};opacity:${s.faint ? 0.4 : 1}`;
    entry.append(swatch, s.name);
    legend.appendChild(entry);
    return {group, path, colour};
  });
  const cursor = make('line', {y1: T, y2: H - B, class: 'chart-cursor', visibility: 'hidden'}, svg);
  const tip = document.createElement('div');
  tip.className = 'chart-tip';
  box.appendChild(tip);
  svg.addEventListener('pointermove', (event) => {
    const frame = svg.getBoundingClientRect();
    const x = x0 + ((event.clientX - frame.left) / frame.width * W - L) / (W - L - R) * (x1 - x0);
    const near = (s) => s.points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
    const shown = series.filter((s) => s.points.length).map((s) => [s, near(s)]);
    const at = shown.map(([, p]) => p[0]).reduce((a, b) => Math.abs(b - x) < Math.abs(a - x) ? b : a);
    cursor.setAttribute('x1', sx(at)); cursor.setAttribute('x2', sx(at)); cursor.setAttribute('visibility', 'visible');
    tip.textContent = [`${data.x} ${at.toLocaleString('en')}`,
      ...shown.filter(([s, p]) => s.dashed || p[0] === at || !s.dots).map(([s, p]) =>
        `${s.name}: ${data.percent ? (100 * p[1]).toFixed(2) + '%' : p[1].toPrecision(5)}`)].join('\n');
    tip.style.display = 'block';
    const left = (sx(at) / W) * frame.width;
    tip.style.left = `${left > frame.width / 2 ? left - tip.offsetWidth - 10 : left + 10}px`;
  });
  svg.addEventListener('pointerleave', () => { cursor.setAttribute('visibility', 'hidden'); tip.style.display = 'none'; });
  return (moved) => {
    series = moved;
    series.forEach((s, i) => {
      const {group, path, colour} = lines[i];
      path.setAttribute('d', s.points.map((p, k) => `${k ? 'L' : 'M'}${sx(p[0]).toFixed(1)},${sy(p[1]).toFixed(1)}`).join(''));
      if (!s.dots) return;
      group.querySelectorAll('circle').forEach((dot) => dot.remove());
      for (const p of s.points) make('circle', {cx: sx(p[0]), cy: sy(p[1]), r: 3, fill: colour}, group);
    });
  };
}
