// A click or Enter on a unit's picture opens it large, a kernel with its numbers; Escape or a click elsewhere closes it.
element.addEventListener('click', (event) => {
  const button = event.target.closest('.units button');
  if (!button) return;
  const large = element.querySelector('.unit-large');
  const cells = (button.dataset.numbers || '').split(' ').map((text) => Object.assign(document.createElement('span'), {textContent: text}));
  const numbers = document.createElement('div');
  numbers.className = 'numbers';
  numbers.style.setProperty('--columns', button.dataset.columns || 1);
  numbers.append(...cells);
  const label = document.createElement('p');
  label.textContent = button.title;
  const picture = document.createElement('figure');
  picture.append(button.querySelector('img').cloneNode(), numbers);
  large.replaceChildren(picture, label);
  large.setAttribute('role', 'dialog');
  large.setAttribute('aria-label', button.title);
  large.showPopover({source: button});
});
