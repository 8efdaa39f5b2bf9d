// The live view of a run. The component's value is one JSON text, which the server sends when the run's state or epoch
// changes; in between, pulse.js passes on the numbers that change. put() touches a part of the page only if it changed.
let run = {}, pictures = [], classes = [];
const shown = {};
const put = (name, value, apply) => {
  const text = JSON.stringify(value ?? null), place = element.querySelector(`[data-part="${name}"]`);
  if (!place || shown[name] === text) return;
  shown[name] = text;
  apply(place, value);
};
const html = (place, value) => { place.innerHTML = value || ''; };
const words = (place, value) => { place.textContent = value || ''; };

// The twelve pictures; each says what the network answers now, in green or red.
function drawTiles(place, [found, answers]) {
  if (place.childElementCount !== found.length) {
    place.innerHTML = found.map(({src}) => `<figure class="tile"><img class="pixels" width="72" height="72" alt="" src="${src}">`
      + '<figcaption></figcaption></figure>').join('');
  }
  [...place.children].forEach((tile, i) => {
    const answer = answers?.[i], right = answer === found[i].label, [name, beside] = classes[answer] ?? ['?', ''];
    tile.className = `tile ${answer === undefined ? '' : right ? 'ok' : 'no'}`;
    tile.dataset.answer = answer ?? '';
    tile.querySelector('img').alt = classes[found[i].label]?.join(' ') ?? '';
    tile.querySelector('figcaption').innerHTML = `<span>${name}</span>${beside ? `<small>${beside}</small>` : ''}`
      + (answer === undefined ? '' : `<i>${right ? '✓' : '✗'}</i>`);
  });
}

function drawGauge(place, big) {
  const percent = (share) => `${(100 * (share ?? 0)).toFixed(1)}%`;
  place.innerHTML = `<b style="width:${percent(big.value)}"></b>`
    + big.ticks.map(([at, name]) => `<i style="left:${percent(at)}"></i><span style="left:min(${percent(at)}, 100% - 24px)">${name}</span>`).join('');
}

function draw() {
  const box = element.querySelector('.run');
  box.classList.toggle('ended', !!run.banner);
  box.classList.toggle('learned', !!run.banner && run.learned);
  box.classList.toggle('empty', !run.id);
  for (const name of ['state', 'note', 'why', 'banner', 'table', 'loss_title', 'accuracy_title', 'living_title', 'log_title'])
    put(name, run[name], html);
  for (const name of ['name', 'summary', 'why_lower']) put(name, run[name], words);
  put('settings', run.settings, (place, value) => { place.textContent = place.title = value || ''; }); // cut off where it is long
  put('progress', run.progress, (place, value) => {
    place.style.width = `${100 * (value || 0)}%`;
    place.parentElement.setAttribute('aria-valuenow', Math.round(100 * (value || 0)));
  });
  put('tiles', [pictures, run.answers], drawTiles);
  put('big', run.big?.text, words);
  put('big_about', run.big?.about, words);
  put('gauge', run.big, (place, value) => value && drawGauge(place, value));
  for (const name of ['loss', 'accuracy']) put(name, run[name], (place, value) => value && drawChart(place, value));
  box.toggleAttribute('data-reached', !!run.reached);
  put('log', run.log, (place, value) => {
    place.closest('details').hidden = !value;
    const atEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
    words(place, value);
    if (atEnd) place.scrollTop = place.scrollHeight;
  });
}

function wholeRun() {
  try { run = JSON.parse(props.value || '{}'); } catch { return; }
  if (run.pictures) ({pictures, classes} = run);
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
    run.answers = told.answers ?? run.answers;
    run.big = told.big ?? run.big;
    run.loss.series.find((series) => series.faint).points = told.raw;
    run.loss.series.find((series) => series.last).points = told.smooth;
    if (told.steps) run.loss.xmax = told.steps;
    const heading = told.log.split('\n')[0], at = run.log.lastIndexOf(heading);
    if (!heading.startsWith('Epoch ')) run.log = told.log;
    else run.log = (at < 0 ? (run.log ? `${run.log}\n` : '') : run.log.slice(0, at)) + told.log;
  }
  if (element.getClientRects().length || element.querySelector('.run-head').offsetParent) draw();  // not while another tab is open
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  if (!button) return;
  if (button.dataset.do === 'confuse') {
    const results = document.getElementById('results');
    results.scrollIntoView({behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
    results.querySelector('table.confusion button.chosen, table.confusion button')?.focus({preventScroll: true});
  } else trigger('select', {index: button.dataset.do});
});
document.addEventListener('fmnist-run', news);
watch('value', wholeRun);
wholeRun();
document.dispatchEvent(new CustomEvent('fmnist-drawn'));
