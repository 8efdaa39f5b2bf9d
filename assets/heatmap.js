// A parameter as a map of its numbers: drag or use the arrow keys to move, point at a cell for its exact value.
// The server sends a patch: the part of the matrix around what is visible. The script asks for another where it ends.
const canvas = element.querySelector('.heat-map');
const whole = element.querySelector('.heat-whole');
const readout = element.querySelector('.heat-value');
const CELL_W = 58, CELL_H = 26, ASK_EVERY = 80;
let data = null, patch = null, small = null;
let cursor = {row: 0, column: 0}, corner = {row: 0, column: 0}, asked = 0, timer = null;

const clamp = (x, low, high) => Math.min(Math.max(x, low), Math.max(low, high));
const floats = (text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const columnsShown = () => Math.min(data.columns, Math.max(3, Math.floor(canvas.clientWidth / CELL_W)));
const rowsShown = () => Math.min(data.rows, 10);

// The shortest decimal that is this float32 and no other, so "exact" means what torch has.
function exact(x) {
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return text;
  }
  return x.toPrecision(9);
}

function valueAt(row, column) {
  const r = row - data.row, c = column - data.column;
  return r >= 0 && c >= 0 && r < data.height && c < data.width ? patch[r * data.width + c] : undefined;
}

// Orange above zero, blue below, the page's background at zero.
function colour(x, dark) {
  const part = data.limit ? clamp(Math.abs(x) / data.limit, 0, 1) ** 0.7 : 0;
  const zero = dark ? [31, 41, 55] : [255, 255, 255], end = x >= 0 ? [234, 88, 12] : [37, 99, 235];
  return zero.map((z, i) => Math.round(z + (end[i] - z) * part));
}
const isDark = () => document.body.classList.contains('dark');
const css = (rgb) => `rgb(${rgb.join()})`;

function index(row, column) {
  const shape = data.shape;
  if (shape.length < 2) return shape.length ? [column] : [];
  const rest = [];
  for (let i = shape.length - 1; i > 0; i--) { rest.unshift(column % shape[i]); column = Math.floor(column / shape[i]); }
  return [row, ...rest];
}

function draw() {
  if (!data || !canvas.clientWidth) return;
  const dark = isDark(), scale = window.devicePixelRatio || 1, across = columnsShown(), down = rowsShown();
  const cellWidth = Math.min(canvas.clientWidth / across, 2 * CELL_W);
  canvas.style.height = `${down * CELL_H}px`;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = down * CELL_H * scale;
  const pen = canvas.getContext('2d');
  pen.scale(scale, scale);
  pen.font = '11px ui-monospace, Menlo, Consolas, monospace';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (let r = 0; r < down; r++) for (let c = 0; c < across; c++) {
    const row = corner.row + r, column = corner.column + c, value = valueAt(row, column);
    if (value === undefined) continue;
    const rgb = colour(value, dark);
    pen.fillStyle = css(rgb);
    pen.fillRect(c * cellWidth, r * CELL_H, cellWidth, CELL_H);
    pen.fillStyle = rgb[0] * 0.3 + rgb[1] * 0.59 + rgb[2] * 0.11 > 140 ? '#111827' : '#f9fafb';
    const text = Math.abs(value) >= 1e4 || (value && Math.abs(value) < 1e-4) ? value.toExponential(0) : value.toFixed(4);
    pen.fillText(text, (c + 0.5) * cellWidth, (r + 0.5) * CELL_H);
    if (row === cursor.row && column === cursor.column) {
      pen.strokeStyle = dark ? '#f9fafb' : '#111827';
      pen.lineWidth = 2;
      pen.strokeRect(c * cellWidth + 1, r * CELL_H + 1, cellWidth - 2, CELL_H - 2);
    }
  }
  drawWhole(dark, across, down);
  const value = valueAt(cursor.row, cursor.column);
  const place = index(cursor.row, cursor.column);
  readout.textContent = value === undefined ? '…'
    : `${data.name}${place.length ? `[${place.join(', ')}]` : ''} = ${exact(value)}`;
}

function drawWhole(dark, across, down) {
  const [h, w] = data.small;
  whole.width = w;
  whole.height = h;
  const pen = whole.getContext('2d'), image = pen.createImageData(w, h);
  for (let i = 0; i < w * h; i++) image.data.set([...colour(small[i], dark), 255], 4 * i);
  pen.putImageData(image, 0, 0);
  const frame = element.querySelector('.heat-frame').style;
  frame.left = `${100 * corner.column / data.columns}%`;
  frame.top = `${100 * corner.row / data.rows}%`;
  frame.width = `${100 * across / data.columns}%`;
  frame.height = `${100 * down / data.rows}%`;
}

function moveTo(row, column) {
  corner = {row: clamp(Math.round(row), 0, data.rows - rowsShown()),
            column: clamp(Math.round(column), 0, data.columns - columnsShown())};
  cursor = {row: clamp(cursor.row, corner.row, corner.row + rowsShown() - 1),  // its number is one of those in sight
            column: clamp(cursor.column, corner.column, corner.column + columnsShown() - 1)};
  const inside = corner.row >= data.row && corner.row + rowsShown() <= data.row + data.height
    && corner.column >= data.column && corner.column + columnsShown() <= data.column + data.width;
  if (!inside) ask();
  draw();
}

function ask() {
  if (timer) return;
  timer = setTimeout(() => {
    timer = null;
    asked = Date.now();
    const row = Math.max(0, corner.row - Math.floor((data.height - rowsShown()) / 2));
    const column = Math.max(0, corner.column - Math.floor((data.width - columnsShown()) / 2));
    props.value = JSON.stringify({name: data.name, row, column});
    trigger('input');
  }, Math.max(0, asked + ASK_EVERY - Date.now()));
}

function setCursor(row, column) {
  cursor = {row: clamp(row, 0, data.rows - 1), column: clamp(column, 0, data.columns - 1)};
  moveTo(clamp(corner.row, cursor.row - rowsShown() + 1, cursor.row),
         clamp(corner.column, cursor.column - columnsShown() + 1, cursor.column));
}

function cellAt(event) {
  const box = canvas.getBoundingClientRect(), width = Math.min(canvas.clientWidth / columnsShown(), 2 * CELL_W);
  return {row: corner.row + Math.floor((event.clientY - box.top) / CELL_H),
          column: corner.column + Math.floor((event.clientX - box.left) / width)};
}

let drag = null;
canvas.addEventListener('pointerdown', (event) => {
  if (!data) return;
  canvas.setPointerCapture(event.pointerId);
  drag = {x: event.clientX, y: event.clientY, ...corner};
});
canvas.addEventListener('pointermove', (event) => {
  if (!data) return;
  if (drag) return moveTo(drag.row - (event.clientY - drag.y) / CELL_H, drag.column - (event.clientX - drag.x) / CELL_W);
  const cell = cellAt(event);
  if (cell.row < data.rows && cell.column < data.columns) { cursor = cell; draw(); }
});
for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, (event) => {
  if (!drag) return;
  const moved = Math.abs(event.clientX - drag.x) + Math.abs(event.clientY - drag.y) > 4;
  drag = null;
  if (!moved) { const cell = cellAt(event); setCursor(cell.row, cell.column); }
});
canvas.addEventListener('keydown', (event) => {
  if (!data) return;
  const page = event.ctrlKey || event.metaKey;
  const steps = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
    PageUp: [-rowsShown(), 0], PageDown: [rowsShown(), 0],
    Home: [page ? -cursor.row : 0, -cursor.column], End: [page ? data.rows : 0, data.columns]}[event.key];
  if (!steps) return;
  event.preventDefault();
  setCursor(cursor.row + steps[0], cursor.column + steps[1]);
});

function jump(event) {
  const box = whole.getBoundingClientRect();
  moveTo((event.clientY - box.top) / box.height * data.rows - rowsShown() / 2,
         (event.clientX - box.left) / box.width * data.columns - columnsShown() / 2);
}
let jumping = false;
whole.addEventListener('pointerdown', (event) => {
  if (!data) return;
  jumping = true;
  whole.setPointerCapture(event.pointerId);
  jump(event);
});
whole.addEventListener('pointermove', (event) => { if (jumping) jump(event); });
for (const name of ['pointerup', 'pointercancel']) whole.addEventListener(name, () => { jumping = false; });

function receive() {
  let next = null;
  try { next = JSON.parse(props.value || 'null'); } catch { return; }
  if (next && !next.patch) return;  // our own question, not an answer
  const fold = element.querySelector('.heat');
  fold.hidden = !next;
  if (!next) { data = null; return; }
  const fresh = !data || data.name !== next.name;
  data = next;
  patch = floats(data.patch);
  small = floats(data.whole);
  if (fresh) fold.open = !data.folded;
  if (fresh) { corner = {row: data.row, column: data.column}; cursor = {...corner}; }
  canvas.setAttribute('aria-label', data.label);
  element.querySelector('summary').textContent = data.summary;
  element.querySelector('.heat-shape').textContent = data.title;
  moveTo(corner.row, corner.column);
}
watch('value', receive);
new ResizeObserver(() => { if (data) moveTo(corner.row, corner.column); }).observe(canvas.parentElement);
new MutationObserver(draw).observe(document.body, {attributes: true, attributeFilter: ['class']});
receive();
