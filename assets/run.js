// The live view of a run: the server sends one JSON text; only what changed is touched.
const shown = {};
const draw = () => {
  let run;
  try { run = JSON.parse(props.value || '{}'); } catch { return; }
  const put = (name, apply) => {
    const text = JSON.stringify(run[name] ?? null), place = element.querySelector(`[data-part="${name}"]`);
    if (!place || shown[name] === text) return;
    shown[name] = text;
    apply(place, run[name]);
  };
  const html = (place, value) => { place.innerHTML = value || ''; };
  put('state', html);
  put('progress', (place, value) => { place.style.width = `${100 * (value || 0)}%`; });
  put('note', html);
  put('loss', (place, value) => value && drawChart(place, value));
  put('accuracy', (place, value) => value && drawChart(place, value));
  for (const name of ['summary', 'loss_title', 'accuracy_title', 'log_title'])
    put(name, (place, value) => { place.textContent = value || ''; });
  put('table', html);
  put('log', (place, value) => {
    const atEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 8;
    place.textContent = value || '';
    if (atEnd) place.scrollTop = place.scrollHeight;
  });
  const bar = element.querySelector('[role=progressbar]');
  bar.setAttribute('aria-valuenow', Math.round(100 * (run.progress || 0)));
};
watch('value', draw);
draw();
new BroadcastChannel('fmnist.run').onmessage = () => trigger('input'); // another tab has started a run
