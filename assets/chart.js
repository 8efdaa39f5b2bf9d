// A line chart as SVG: axes, a legend, and the values under the pointer. Used by gr.HTML components through js_on_load.
// data: {label, x: "step", y: "loss", percent, series: [{name, points: [[x, y], …], faint, dashed, dots}]}
function drawChart(box, data) {
  const W = Math.min(Math.max(box.clientWidth || 560, 280), 900), H = 240, L = 52, R = 12, T = 12, B = 34;
  const colours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)'];
  const svgns = 'http://www.w3.org/2000/svg';
  const make = (name, attributes, parent, text) => {
    const node = document.createElementNS(svgns, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    parent.appendChild(node);
    return node;
  };
  const all = data.series.flatMap((s) => s.points);
  box.replaceChildren();
  const legend = document.createElement('div');
  legend.className = 'chart-legend';
  const svg = make('svg', {viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': data.label, class: 'chart'}, box);
  box.appendChild(legend);
  if (!all.length) {
    make('text', {x: W / 2, y: H / 2, 'text-anchor': 'middle', class: 'chart-empty'}, svg, data.empty || '');
    return;
  }
  let [x0, x1] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))];
  if (data.xmin !== undefined) x0 = Math.min(x0, data.xmin);
  if (data.xmax !== undefined) x1 = Math.max(x1, data.xmax);
  if (x0 === x1) x1 = x0 + 1;
  let [y0, y1] = [Math.min(...all.map((p) => p[1])), Math.max(...all.map((p) => p[1]))];
  const pad = (y1 - y0 || Math.abs(y1) || 1) * 0.06;
  y0 -= pad; y1 += pad;
  const sx = (x) => L + (x - x0) / (x1 - x0) * (W - L - R), sy = (y) => H - B - (y - y0) / (y1 - y0) * (H - T - B);
  const ticks = (a, b, n) => {
    const raw = (b - a) / n, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].find((m) => m * power >= raw) * power;
    const out = [];
    for (let v = Math.ceil(a / step) * step; v <= b + step * 1e-9; v += step) out.push(Number(v.toPrecision(10)));
    return out;
  };
  const yText = (v) => data.percent ? `${+(100 * v).toFixed(1)}%` : String(+v.toPrecision(4));
  for (const v of ticks(y0, y1, 4)) {
    make('line', {x1: L, x2: W - R, y1: sy(v), y2: sy(v), class: 'chart-grid'}, svg);
    make('text', {x: L - 6, y: sy(v) + 4, 'text-anchor': 'end'}, svg, yText(v));
  }
  for (const v of ticks(x0, x1, 6).filter((v) => !data.whole || Number.isInteger(v)))
    make('text', {x: sx(v), y: H - B + 16, 'text-anchor': 'middle'}, svg, v.toLocaleString('en'));
  make('text', {x: (L + W - R) / 2, y: H - 3, 'text-anchor': 'middle', class: 'chart-axis'}, svg, data.x);
  data.series.forEach((s, i) => {
    const colour = colours[(s.colour ?? i) % colours.length];
    const d = s.points.map((p, k) => `${k ? 'L' : 'M'}${sx(p[0]).toFixed(1)},${sy(p[1]).toFixed(1)}`).join('');
    make('path', {d, fill: 'none', stroke: colour, 'stroke-width': s.faint ? 1 : 2, 'stroke-opacity': s.faint ? 0.35 : 1,
      'stroke-dasharray': s.dashed ? '5 4' : 'none', 'stroke-linejoin': 'round'}, svg);
    if (s.dots) for (const p of s.points) make('circle', {cx: sx(p[0]), cy: sy(p[1]), r: 3, fill: colour}, svg);
    const entry = document.createElement('span'), swatch = document.createElement('i');
    swatch.style.cssText = `background:${colour};opacity:${s.faint ? 0.4 : 1}`;
    entry.append(swatch, s.name);
    legend.appendChild(entry);
  });
  const line = make('line', {y1: T, y2: H - B, class: 'chart-cursor', visibility: 'hidden'}, svg);
  const tip = document.createElement('div');
  tip.className = 'chart-tip';
  box.appendChild(tip);
  svg.addEventListener('pointermove', (event) => {
    const frame = svg.getBoundingClientRect();
    const x = x0 + ((event.clientX - frame.left) / frame.width * W - L) / (W - L - R) * (x1 - x0);
    const near = (s) => s.points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
    const shown = data.series.filter((s) => s.points.length).map((s) => [s, near(s)]);
    const at = shown.map(([, p]) => p[0]).reduce((a, b) => Math.abs(b - x) < Math.abs(a - x) ? b : a);
    line.setAttribute('x1', sx(at)); line.setAttribute('x2', sx(at)); line.setAttribute('visibility', 'visible');
    tip.textContent = [`${data.x} ${at.toLocaleString('en')}`,
      ...shown.filter(([s, p]) => s.dashed || p[0] === at || !s.dots).map(([s, p]) =>
        `${s.name}: ${data.percent ? (100 * p[1]).toFixed(2) + '%' : p[1].toPrecision(5)}`)].join('\n');
    tip.style.display = 'block';
    const left = (sx(at) / W) * frame.width;
    tip.style.left = `${left > frame.width / 2 ? left - tip.offsetWidth - 10 : left + 10}px`;
  });
  svg.addEventListener('pointerleave', () => { line.setAttribute('visibility', 'hidden'); tip.style.display = 'none'; });
}
