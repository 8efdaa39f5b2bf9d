// A slider over the epochs of a run, and a button that plays them. The value is JSON: the epoch, the last one, words.
const EVERY = 900;  // milliseconds
const range = element.querySelector('input'), button = element.querySelector('button');
const told = () => { try { return JSON.parse(props.value || '{}'); } catch { return {}; } };
let timer = null;

function show() {
  const {epoch = 1, last = 1, said = '{}', play, pause} = told();
  element.querySelector('.epochs').hidden = last < 2;
  Object.assign(range, {max: last, value: epoch, ariaValueText: said.replace('{}', epoch)});
  element.querySelector('output').textContent = said.replace('{}', epoch);
  button.textContent = timer ? '⏸' : '▶';
  button.setAttribute('aria-label', (timer ? pause : play) ?? '');
}

function go(epoch) {
  props.value = JSON.stringify({...told(), epoch});
  show();
  trigger('input');
}

function stop() {
  clearInterval(timer);
  timer = null;
  show();
}

function step() {
  const {epoch, last} = told();
  if (!element.isConnected || epoch >= last) return stop();
  go(epoch + 1);
}

button.addEventListener('click', () => {
  if (timer) return stop();
  timer = setInterval(step, EVERY);
  go(told().epoch >= told().last ? 1 : told().epoch + 1);
});
range.addEventListener('input', () => {
  if (timer) stop();
  go(Number(range.value));
});
watch('value', show);
show();
