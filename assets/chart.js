// A line chart as SVG: axes, a legend, and the values under the pointer. Used by gr.HTML components through js_on_load.
// data: {label, x: "steps", one: "step", percent, whole, xmin, xmax, ymin, ymax, cap, legend: false, chance: [0.1, "chance 10%"],
//   series: [{name, points: [[x, y], …], faint, dashed, dots, ghost, last}]}
// ghost: a pale line with its name on it. last: its newest value is written beside it. cap: the axis ends there at most;
// what lies above leaves the chart. Drawing again with the same axes only moves the lines.
const CHART_COLOURS = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)'];

function chartTicks(low, high, count) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((m) => m * power >= raw) * power, ticks = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) ticks.push(Number(v.toPrecision(10)));
  return ticks;
}

const chartWidth = (box) => Math.min(Math.max(box.clientWidth || 560, 260), 1400);
const chartSize = (box) => ({W: chartWidth(box), H: 200, L: 46, R: 16, T: 14, B: 26});

// The ranges of the axes. The vertical one ends a little beyond the data, at a fifth of the step between two ticks.
function chartAxes(box, data) {
  const xs = data.series.flatMap((s) => s.points.map((p) => p[0]));
  const ys = data.series.flatMap((s) => s.points.map((p) => p[1])).filter(Number.isFinite);
  if (!xs.length || !ys.length) return null;
  const x0 = Math.min(...xs, data.xmin ?? Infinity);
  let x1 = Math.max(...xs, data.xmax ?? -Infinity);
  if (x0 === x1) x1 = x0 + 1;
  let y0 = data.ymin ?? Math.min(...ys), y1 = data.ymax ?? Math.max(...ys);
  if (data.cap) y1 = Math.min(y1, data.cap);
  const pad = (y1 - y0 || Math.abs(y1) || 1) * 0.04, ticks = chartTicks(y0 - pad, y1 + pad, 4);
  const fifth = (ticks.length > 1 ? ticks[1] - ticks[0] : 5 * pad) / 5;
  if (data.ymin === undefined) y0 = Math.floor((y0 - pad) / fifth) * fifth;
  if (data.ymax === undefined) y1 = Math.ceil((y1 + pad) / fifth) * fifth;
  return {x0, x1, y0, y1, ...chartSize(box)};
}

function drawChart(box, data) {
  const axes = chartAxes(box, data);
  const key = JSON.stringify([axes ?? chartWidth(box), data.label, data.x, data.empty,
    data.series.map((s) => [s.name, s.colour, !!s.points.length])]);
  if (box.chartKey !== key) {
    box.chartKey = key;
    box.moveLines = buildChart(box, data, axes);
  }
  box.moveLines(data.series);
  box.drawAgain = () => drawChart(box, data);
  if (!box.chartWatch) (box.chartWatch = new ResizeObserver(() => box.clientWidth && box.drawAgain())).observe(box);
}

let chartClips = 0;
const chartMake = (name, attributes, parent, text) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.appendChild(node);
  return node;
};

// Grid, the numbers at the axes, and the line of chance. Returns the heights of the lines.
function chartFrame(svg, data, {x0, x1, y0, y1, W, H, L, R, T, B}, sx, sy) {
  svg.clip = `chart-clip-${chartClips++}-${Math.random().toString(36).slice(2)}`;
  const clip = chartMake('clipPath', {id: svg.clip}, svg);
  chartMake('rect', {x: L - 4, y: T - 6, width: W - L - R + 8, height: H - T - B + 10}, clip);
  const yText = (v) => data.percent ? `${+(100 * v).toFixed(1)}%` : String(+v.toPrecision(4));
  const rules = chartTicks(y0, y1, data.percent && y0 === 0 && y1 === 1 ? 2 : 3);
  for (const v of rules) {
    chartMake('line', {x1: L, x2: W - R, y1: sy(v), y2: sy(v), class: 'chart-grid'}, svg);
    chartMake('text', {x: L - 8, y: sy(v) + 4, 'text-anchor': 'end'}, svg, yText(v));
  }
  const unit = `${x1.toLocaleString('en')} ${x1 === 1 && data.one || data.x}`, room = W - R - 9 * unit.length;
  for (const v of chartTicks(x0, x1, W < 500 ? 3 : 6).filter((v) => !data.whole || Number.isInteger(v)))
    if (sx(v) < room - 10) chartMake('text', {x: sx(v), y: H - 8, 'text-anchor': 'middle'}, svg, v.toLocaleString('en'));
  chartMake('text', {x: W - R, y: H - 8, 'text-anchor': 'end', class: 'chart-axis'}, svg, unit);
  if (!data.chance) return rules;
  const [at, words] = data.chance;
  chartMake('line', {x1: L, x2: W - R, y1: sy(at), y2: sy(at), class: 'chart-chance'}, svg);
  chartMake('text', {x: W - R, y: sy(at) + 13, 'text-anchor': 'end'}, svg, words);
  return [...rules, at];
}

// About how wide a text is: Chinese characters are wider.
const chartWords = (text) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 12.5 : 7.5), 0);

// How much of the lines runs through a label of that width whose text begins, or ends, at x.
function chartCrowd(lines, x, y, width, ends, sx, sy) {
  const left = ends ? x - width : x, crossed = ({points}) => points.some((p, k) => {
    const q = points[Math.max(k - 1, 0)], from = Math.max(sx(q[0]), left), to = Math.min(sx(p[0]), left + width);
    if (from > to) return false;
    const at = (x) => sy(q[1]) + (sy(p[1]) - sy(q[1])) * (sx(p[0]) > sx(q[0]) ? (x - sx(q[0])) / (sx(p[0]) - sx(q[0])) : 1);
    return Math.max(at(from), at(to)) > y - 12 && Math.min(at(from), at(to)) < y + 4;
  });
  return lines.filter(crossed).length;
}

// One line with its parts; returns a function that moves it. `all`: gives the lines that its label must not lie on.
function chartLine(svg, s, colour, axes, sx, sy, percent, all) {
  const group = chartMake('g', {class: s.ghost ? 'chart-ghost' : ''}, svg);
  const path = chartMake('path', {fill: 'none', stroke: s.ghost ? 'currentColor' : colour, 'stroke-width': s.faint || s.ghost ? 1 : 2.2,
    'stroke-opacity': s.faint ? 0.35 : 1, 'stroke-dasharray': s.ghost ? '3 5' : s.dashed ? '5 4' : 'none',
    'stroke-linejoin': 'round', 'clip-path': `url(#${svg.clip})`}, group);
  const label = s.last || s.ghost ? chartMake('text', s.ghost ? {} : {style: `fill:${colour}`, class: 'chart-last'}, group) : null;
  return (points) => {
    const inside = (y) => Math.max(sy(y), -1e4);
    path.setAttribute('d', points.map((p, k) => `${k ? 'L' : 'M'}${sx(p[0]).toFixed(1)},${inside(p[1]).toFixed(1)}`).join(''));
    group.querySelectorAll('circle').forEach((dot) => dot.remove());
    const dots = s.dots ? points : s.last ? points.slice(-1) : [];
    for (const p of dots.filter((p) => p[1] <= axes.y1))
      chartMake('circle', {cx: sx(p[0]), cy: sy(p[1]), r: s.dots ? 3.5 : 4.5, fill: colour}, group);
    if (!label || !points.length) return;
    const [x, y] = points.at(s.ghost ? Math.ceil(0.8 * (points.length - 1)) : -1), off = y > axes.y1;
    const right = sx(x) > axes.W - 90;
    label.textContent = s.ghost ? s.name : percent ? `${(100 * y).toFixed(1)}%` : `${off ? '↑ ' : ''}${+y.toPrecision(3)}`;
    const falls = s.ghost && !right && points[0][1] > points.at(-1)[1];
    label.setAttribute('text-anchor', (right || s.ghost) && !falls ? 'end' : 'start');
    const room = axes.W - chartWords(s.name);  // a name that starts here must end inside the chart
    const place = falls ? Math.min(sx(x), room) : sx(x) + (s.ghost || right ? 0 : 10);
    label.setAttribute('x', place);
    const ends = label.getAttribute('text-anchor') === 'end', width = chartWords(label.textContent);
    const heights = (s.ghost || right ? [-9, 18, -24, 32] : [4, -12, 20])
      .map((up) => Math.min(Math.max(sy(y) + up, axes.T + 2), axes.H - axes.B - 4));
    const crowds = heights.map((at) => chartCrowd(all(), place, at, width, ends, sx, sy));
    label.setAttribute('y', off ? axes.T + 4 : heights[crowds.indexOf(Math.min(...crowds))]);
  };
}

// Draws everything but the lines; returns a function that draws the lines.
function buildChart(box, data, axes) {
  const {x0, x1, y0, y1, W, H, L, R, T, B} = axes || chartSize(box);
  box.replaceChildren();
  const svg = chartMake('svg', {viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': data.label, class: 'chart'}, box);
  if (!axes) {
    chartMake('text', {x: W / 2, y: H / 2, 'text-anchor': 'middle', class: 'chart-empty'}, svg, data.empty || '');
    return () => {};
  }
  const sx = (x) => L + (x - x0) / (x1 - x0) * (W - L - R), sy = (y) => H - B - (y - y0) / (y1 - y0) * (H - T - B);
  const rules = chartFrame(svg, data, axes, sx, sy).map((y) => ({points: [[x0, y], [x1, y]]}));
  let series = data.series;
  const all = () => [...series.filter((one) => !one.faint), ...rules];
  const legend = document.createElement('div');
  legend.className = 'chart-legend';
  if (data.legend !== false) box.appendChild(legend);
  const lines = series.map((s, i) => {
    const colour = CHART_COLOURS[(s.colour ?? i) % CHART_COLOURS.length];
    if (!s.ghost) {
      const entry = document.createElement('span'), swatch = document.createElement('i');
      swatch.style.cssText = `background:${colour};opacity:${s.faint ? 0.4 : 1}`;
      entry.append(swatch, s.name);
      legend.appendChild(entry);
    }
    return chartLine(svg, s, colour, axes, sx, sy, data.percent, all);
  });
  chartPointer(box, svg, data, axes, sx, () => series);
  return (moved) => {
    series = moved;
    series.forEach((s, i) => lines[i](s.points));
  };
}

// The values under the pointer.
function chartPointer(box, svg, data, {x0, x1, W, H, L, R, T, B}, sx, series) {
  const cursor = chartMake('line', {y1: T, y2: H - B, class: 'chart-cursor', visibility: 'hidden'}, svg);
  const tip = document.createElement('div');
  tip.className = 'chart-tip';
  box.appendChild(tip);
  svg.addEventListener('pointermove', (event) => {
    const frame = svg.getBoundingClientRect();
    const x = x0 + ((event.clientX - frame.left) / frame.width * W - L) / (W - L - R) * (x1 - x0);
    const near = (s) => s.points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
    const shown = series().filter((s) => s.points.length).map((s) => [s, near(s)]);
    if (!shown.length) return;
    const at = shown.map(([, p]) => p[0]).reduce((a, b) => Math.abs(b - x) < Math.abs(a - x) ? b : a);
    cursor.setAttribute('x1', sx(at)); cursor.setAttribute('x2', sx(at)); cursor.setAttribute('visibility', 'visible');
    tip.textContent = [`${at.toLocaleString('en')} ${data.x}`,
      ...shown.filter(([s, p]) => s.dashed || p[0] === at || !s.dots).map(([s, p]) =>
        `${s.name}: ${data.percent ? (100 * p[1]).toFixed(2) + '%' : p[1].toPrecision(5)}`)].join('\n');
    tip.style.display = 'block';
    const left = (sx(at) / W) * frame.width;
    tip.style.left = `${left > frame.width / 2 ? left - tip.offsetWidth - 10 : left + 10}px`;
  });
  svg.addEventListener('pointerleave', () => { cursor.setAttribute('visibility', 'hidden'); tip.style.display = 'none'; });
}
