// A click, Enter or Space on a row of the parameter table.
const choose = (event) => {
  const button = event.target.closest('tr[data-name]')?.querySelector('button');
  if (!button) return;
  for (const row of element.querySelectorAll('tr[data-name]')) {
    const chosen = row.contains(button);
    row.classList.toggle('chosen', chosen);
    row.querySelector('button').setAttribute('aria-pressed', chosen);
  }
  trigger('select', {value: button.dataset.name});
};
element.addEventListener('click', choose);
