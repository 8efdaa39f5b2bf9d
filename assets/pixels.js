// The chosen sample large: the pixel under the pointer, or where the arrow keys went, says what number it is; "as numbers"
// writes out all 784. The bytes lie in `data-bytes`; ToTensor divides them by 255.
let at = {row: 14, column: 14}, open = false;
const SIDE = 28;
const read = () => element.querySelector('.reading');
const values = () => Uint8Array.from(atob(read().dataset.bytes), (byte) => byte.charCodeAt(0));
const clamp = (x) => Math.min(Math.max(x, 0), SIDE - 1);

function show(row, column) {
  at = {row: clamp(row), column: clamp(column)};
  const box = read(), place = SIDE * at.row + at.column;
  box.style.setProperty('--row', at.row);
  box.style.setProperty('--column', at.column);
  box.classList.add('at');
  element.querySelector('.pixel-value').textContent = `X[0, ${at.row}, ${at.column}] = ${(values()[place] / 255).toFixed(4)}`;
  for (const old of element.querySelectorAll('.numbers .at')) old.classList.remove('at');
  element.querySelectorAll('.numbers td')[place]?.classList.add('at');
}

function write() {
  const box = element.querySelector('.numbers');
  if (!open || !box || box.firstChild) return;
  const table = document.createElement('table'), bytes = values();
  for (let row = 0; row < SIDE; row++) {
    const line = table.insertRow();
    for (let column = 0; column < SIDE; column++) {
      const byte = bytes[SIDE * row + column], cell = line.insertCell();
      cell.textContent = byte ? (byte / 255).toFixed(2).replace(/^0/, '') : '0';
      cell.style.background = `rgb(${byte} ${byte} ${byte})`;
      cell.style.color = byte > 117 ? '#000' : '#fff';
    }
  }
  box.append(table);
}

const follow = (event) => {
  const picture = event.target.closest('.reading'), cell = event.target.closest('.numbers td');
  if (cell) return show(cell.parentElement.rowIndex, cell.cellIndex);
  if (!picture) return;
  const {left, top, width} = picture.getBoundingClientRect();
  show(Math.floor(SIDE * (event.clientY - top) / width), Math.floor(SIDE * (event.clientX - left) / width));
};
element.addEventListener('pointermove', follow);
element.addEventListener('pointerdown', follow);
element.addEventListener('focusin', (event) => { if (event.target.matches('.reading')) show(at.row, at.column); });
element.addEventListener('keydown', (event) => {
  const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
  if (!step || !event.target.matches('.reading')) return;
  event.preventDefault();
  show(at.row + step[0], at.column + step[1]);
});
element.addEventListener('toggle', (event) => { open = event.target.open; write(); }, true);
// The numbers stay open from sample to sample.
watch('value', () => {
  const fold = element.querySelector('details');
  if (fold) fold.open = open;
});
