// The drawing pad: white on black, pen and eraser, three widths, undo, clear; mouse, touch and pen.
// While drawing the picture is sent at most every 80 ms, and once more the moment the pen is lifted.
// Until somebody has drawn, a ghost draws a shoe, and the bars answer it; it is no part of the drawing.
const SIDE = 280, SENT = 140, EVERY = 80, KEPT = 'fmnist.pad', DRAWN = 'fmnist.drawn';
const GHOST_MS = 1500, GHOST = [[247, 150], [243, 118], [232, 122], [221, 123], [209, 121], [197, 116], [185, 108], [174, 96], [147, 112],
  [130, 123], [112, 133], [93, 141], [73, 148], [54, 153], [34, 158], [28, 164], [25, 173], [26, 182], [31,
  188], [243, 188], [246, 181], [248, 171], [248, 161], [247, 150]];
const canvas = element.querySelector('canvas'), pen = canvas.getContext('2d');
const small = Object.assign(document.createElement('canvas'), {width: SENT, height: SENT});
const shrunk = small.getContext('2d', {willReadFrequently: true});
const chinese = navigator.language.startsWith('zh');
let strokes = [], stroke = null, tool = 'pen', width = 14, sent = 0, timer = null, later = null, value = '';

element.querySelectorAll('[data-en]').forEach((button) => {
  const text = chinese ? button.dataset.zh : button.dataset.en;
  if (button.dataset.icon) button.setAttribute('aria-label', text), button.title = text;
  else if (button === canvas) button.setAttribute('aria-label', text);
  else button.textContent = text;
});

// This browser tab keeps the strokes: a reload, or a visit to another tab of the page, loses nothing.
const isPoint = (p) => Array.isArray(p) && p.length === 2 && p.every(Number.isFinite);
const isStroke = (s) => Array.isArray(s?.points) && s.points.every(isPoint) && (s.clear || (s.points.length && s.width > 0));
try { strokes = (JSON.parse(sessionStorage.getItem(KEPT)) || []).filter(isStroke); } catch {}
const keep = () => { try { sessionStorage.setItem(KEPT, JSON.stringify(strokes)); } catch {} };

let ghost = null;  // the part of the shoe that is drawn so far
let traced = false;
const stored = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
const shown = () => ghost ? [{points: ghost, width: 14}] : strokes.slice(strokes.findLastIndex((s) => s.clear) + 1);
const isEmpty = () => !shown().some((s) => !s.erase);

function line(s, from) {
  pen.strokeStyle = pen.fillStyle = s.erase ? '#000' : '#fff';
  pen.lineWidth = s.width;
  pen.lineCap = pen.lineJoin = 'round';
  pen.beginPath();
  if (s.points.length === 1 || s.dots) {
    for (const [x, y] of s.points) pen.moveTo(x, y), pen.arc(x, y, s.width / 2, 0, 7);
    pen.fill();
    return;
  }
  s.points.slice(from).forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

function redraw() {
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, SIDE, SIDE);
  shown().forEach((s) => line(s, 0));
  element.querySelector('.pad-hint').hidden = !ghost && (!isEmpty() || stroke !== null || traced);
  element.querySelector('.pad-box').classList.toggle('ghost', ghost !== null);
  element.querySelector('[data-do="undo"]').disabled = !strokes.length;
  element.querySelector('[data-do="clear"]').disabled = !shown().length;
}

function send(done) {
  clearTimeout(timer);
  timer = null;
  sent = performance.now();
  shrunk.imageSmoothingQuality = 'high';
  shrunk.drawImage(canvas, 0, 0, SENT, SENT);
  value = props.value = JSON.stringify({image: isEmpty() ? '' : small.toDataURL('image/png'), done, ghost: ghost !== null});
  trigger(done ? 'release' : 'input');
  clearTimeout(later);
  if (done) later = setTimeout(() => trigger('submit'), 120);  // the explanation: after the bars
}

function sendSoon() {
  if (timer === null) timer = setTimeout(() => send(false), Math.max(0, EVERY - (performance.now() - sent)));
}

function haunt() {
  const still = window.fmnistHaunted || matchMedia('(prefers-reduced-motion: reduce)').matches;
  const lengths = GHOST.map(([x, y], i) => i && Math.hypot(x - GHOST[i - 1][0], y - GHOST[i - 1][1]));
  const whole = lengths.reduce((sum, length) => sum + length);
  let start = null;
  ghost = still ? GHOST : [];
  outline();
  const step = () => {
    if (!ghost || !element.isConnected) return;
    start ??= performance.now();
    let left = still ? whole : Math.min(1, (performance.now() - start) / GHOST_MS) * whole;
    const isDone = left >= whole;
    ghost = [GHOST[0]];
    for (let i = 1; i < GHOST.length && left > 0; left -= lengths[i], i++) {
      const part = Math.min(1, left / lengths[i]), [[x, y], [u, v]] = [GHOST[i - 1], GHOST[i]];
      ghost.push([x + (u - x) * part, y + (v - y) * part]);
    }
    redraw();
    if (!isDone) return sendSoon(), requestAnimationFrame(step);
    window.fmnistHaunted = true;
    send(true);
  };
  setTimeout(step, 200);
}
function outline() {  // faint, of the ghost to come, as on the page's first screen (shell.css)
  under.lineWidth = 14;
  under.lineCap = under.lineJoin = 'round';
  under.strokeStyle = 'rgb(255 255 255 / .2)';
  under.beginPath();
  GHOST.forEach(([x, y]) => under.lineTo(x, y));
  under.stroke();
}
function lay() {
  if (ghost) under.clearRect(0, 0, SIDE, SIDE);
  ghost = null;
  try { localStorage.setItem(DRAWN, '1'); } catch {}
}

// The outline of a real item under the pen, and the item faintly within: no part of the drawing, but for somebody who
// has chosen it by keyboard: then it is drawn, in place of what was there.
const under = element.querySelector('.pad-trace').getContext('2d');
function traceOne({item, draws}) {
  const changes = draws || ghost;
  if (changes) lay();
  if (draws && shown().length) strokes.push({clear: true, points: []});
  traced = item !== null;
  under.clearRect(0, 0, SIDE, SIDE);
  const edge = traced ? layOutline(item) : [];
  if (draws && traced) strokes.push({dots: true, width: 14, points: edge});
  redraw();
  if (changes) send(true), keep();
}
// Returns the places on the outline.
function layOutline(item) {
  const INSET = 22, size = SIDE - 2 * INSET;
  under.imageSmoothingQuality = 'high';
  under.drawImage(item, INSET, INSET, size, size);
  const image = under.getImageData(0, 0, SIDE, SIDE), light = image.data.filter((_, i) => i % 4 === 0);
  const outside = new Uint8Array(SIDE * SIDE), todo = [0];  // dark, and reached from the corner
  while (todo.length) {
    const at = todo.pop(), x = at % SIDE;
    if (outside[at] || light[at] > 40) continue;
    outside[at] = 1;
    if (x > 0) todo.push(at - 1);
    if (x < SIDE - 1) todo.push(at + 1);
    if (at >= SIDE) todo.push(at - SIDE);
    if (at < SIDE * (SIDE - 1)) todo.push(at + SIDE);
  }
  const edge = [];
  light.forEach((value, at) => {
    const isEdge = !outside[at] && [-2, 2, -2 * SIDE, 2 * SIDE].some((by) => outside[at + by] ?? 1);
    if (isEdge && at % 3 === 0) edge.push([at % SIDE, Math.floor(at / SIDE)]);
    image.data.set(isEdge ? [255, 255, 255, 130] : [255, 255, 255, outside[at] ? 0 : value * 0.13], 4 * at);
  });
  under.putImageData(image, 0, 0);
  return edge;
}
document.addEventListener('fmnist-trace', ({detail}) => element.isConnected && traceOne(detail));

function place(event) {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * SIDE / box.width, (event.clientY - box.top) * SIDE / box.height]
    .map((x) => Math.round(x * 10) / 10);
}

canvas.addEventListener('pointerdown', (event) => {
  if (![0, 5].includes(event.button) || stroke) return;  // 5: the eraser end of a stylus (Pointer Events)
  event.preventDefault();
  canvas.focus({preventScroll: true});
  lay();
  canvas.setPointerCapture(event.pointerId);
  stroke = {erase: tool === 'eraser' || event.button === 5, width, points: [place(event)], id: event.pointerId};
  strokes.push(stroke);
  redraw();
  sendSoon();
});
// No scrolling, zooming or magnifier; and Chromium loses the next tap on a button after a swipe that touch-action held.
canvas.addEventListener('touchstart', (event) => event.preventDefault(), {passive: false});
canvas.addEventListener('pointermove', (event) => {
  if (!stroke || event.pointerId !== stroke.id) return;
  const from = stroke.points.length - 1;
  (event.getCoalescedEvents?.() || [event]).forEach((e) => stroke.points.push(place(e)));
  if (stroke.points.length === from + 1) stroke.points.push(place(event));
  line(stroke, from);
  sendSoon();
});
function lift(event) {
  if (!stroke || event.pointerId !== stroke.id) return;
  delete stroke.id;
  stroke = null;
  redraw();
  send(true);
  keep();
}
canvas.addEventListener('pointerup', lift);
canvas.addEventListener('pointercancel', lift);

function act(what) {
  if (stroke) return;
  if (what === 'pen' || what === 'eraser') tool = what;
  else if (Number(what)) width = Number(what);
  else {
    const cleared = what === 'clear' && shown().length;
    if (what === 'undo' && !ghost) strokes.pop();
    if (ghost) lay();
    else if (cleared) strokes.push({clear: true, points: []});
    redraw();
    send(true);
    keep();
    if (cleared) trigger('clear');
  }
  element.querySelectorAll('button[aria-pressed]').forEach((button) =>
    button.setAttribute('aria-pressed', [tool, String(width)].includes(button.dataset.do)));
}
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-do]');
  if (button) act(button.dataset.do);
});
canvas.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'z' && strokes.length) event.preventDefault(), act('undo');
  if (event.key === ' ') event.preventDefault();  // it would scroll the page
  if (event.key === 'Delete' || event.key === 'Backspace') event.preventDefault(), act('clear');
});

if (!isEmpty()) setTimeout(() => send(true), 0);
else if (!stored(DRAWN)) haunt();
redraw();
// Shortly after Gradio made the pad, it may overwrite the value with the page's empty one: send the drawing again.
watch('value', () => { if (props.value !== value && !isEmpty()) setTimeout(() => send(!stroke), 0); });
