// A click on one of several pictures; the component listens, because each answer replaces its buttons.
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-index]');
  if (!button) return;
  element.querySelectorAll('button').forEach((other) => other.setAttribute('aria-pressed', other === button));
  trigger('select', {index: Number(button.dataset.index), value: button.dataset.split});
});
