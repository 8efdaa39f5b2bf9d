// The live view of a run. The component's value is one JSON text, which the server sends when the run's state or epoch
// changes; in between, pulse.js passes on the numbers that change. put() touches a part of the page only if it changed.
let run = {};
const shown = {};
const put = (name, value, apply) => {
  const text = JSON.stringify(value ?? null), place = element.querySelector(`[data-part="${name}"]`);
  if (!place || shown[name] === text) return;
  shown[name] = text;
  apply(place, value);
};
const html = (place, value) => { place.innerHTML = value || ''; };
const words = (place, value) => { place.textContent = value || ''; };

function draw() {
  put('state', run.state, html);
  put('note', run.note, html);
  put('progress', run.progress, (place, value) => {
    place.style.width = `${100 * (value || 0)}%`;
    place.parentElement.setAttribute('aria-valuenow', Math.round(100 * (value || 0)));
  });
  for (const name of ['loss', 'accuracy']) put(name, run[name], (place, value) => value && drawChart(place, value));
  for (const name of ['summary', 'loss_title', 'accuracy_title', 'log_title']) put(name, run[name], words);
  put('table', run.table, html);
  put('log', run.log, (place, value) => {
    place.closest('details').hidden = !value;
    const atEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
    words(place, value);
    if (atEnd) place.scrollTop = place.scrollHeight;
  });
}

function wholeRun() {
  try { run = JSON.parse(props.value || '{}'); } catch { return; }
  draw();
}

function news(event) {
  const told = event.detail;
  if (!element.isConnected) return document.removeEventListener('fmnist-run', news);
  if (told.id !== run.id) return;
  if (told.whole) run = JSON.parse(told.whole);
  else {
    run.state = told.state;
    run.progress = told.progress;
    run.loss.series[0].points = told.raw;
    run.loss.series[1].points = told.smooth;
    if (told.steps) run.loss.xmax = told.steps;
    const heading = told.log.split('\n')[0], at = run.log.lastIndexOf(heading);
    if (!heading.startsWith('Epoch ')) run.log = told.log;
    else run.log = (at < 0 ? (run.log ? `${run.log}\n` : '') : run.log.slice(0, at)) + told.log;
  }
  if (element.offsetParent) draw();  // not while another tab is open
}

document.addEventListener('fmnist-run', news);
watch('value', wholeRun);
wholeRun();
document.dispatchEvent(new CustomEvent('fmnist-drawn'));
