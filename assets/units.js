// A click or Enter on a unit's picture opens it large, a kernel with its numbers; Escape, the cross or a click elsewhere closes it.
element.addEventListener('click', (event) => {
  const button = event.target.closest('.units button');
  if (!button) return;
  const large = element.querySelector('.unit-large'), numbers = large.querySelector('.numbers');
  const cells = (button.dataset.numbers || '').split(' ').map((text) => Object.assign(document.createElement('span'), {textContent: text}));
  numbers.style.setProperty('--columns', button.dataset.columns || 1);
  numbers.replaceChildren(...cells);
  numbers.parentElement.replaceChildren(button.querySelector('img').cloneNode(), numbers);
  large.querySelector('h3').textContent = button.title;
  large.setAttribute('aria-label', button.title);
  large.showPopover({source: button});
});
