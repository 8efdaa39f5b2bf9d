// A click on a cell of the confusion matrix.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-label]');
  if (!button) return;
  for (const other of element.querySelectorAll('button[data-label]')) {
    other.classList.toggle('chosen', other === button);
    other.setAttribute('aria-pressed', other === button);
  }
  trigger('select', {index: [Number(button.dataset.label), Number(button.dataset.predicted)]});
});
