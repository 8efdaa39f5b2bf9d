// The presets as radio buttons on cards. The value is JSON: which one is chosen, and how long each takes here.
let chosen = '', times = {};
const told = () => { try { return JSON.parse(props.value || '{}'); } catch { return {}; } };

function show() {
  const value = told();
  chosen = value.chosen ?? chosen;
  times = value.times ?? times;
  for (const radio of element.querySelectorAll('input')) {
    radio.checked = radio.value === chosen;
    radio.closest('.card').querySelector('[data-time]').textContent = times[radio.value] ?? '';
  }
}

element.addEventListener('change', (event) => {
  if (event.target.type !== 'radio') return;
  props.value = JSON.stringify({chosen: event.target.value, times});
  trigger('input');
});
watch('value', show);
show();
setTimeout(() => trigger('select', {}), 300);  // Gradio makes what is on a tab when it is first opened
