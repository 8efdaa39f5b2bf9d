// A click, Enter or Space on a row of the parameter table or on a block of the network chooses that parameter.
const names = (item) => (item.dataset.all || item.dataset.name).split(' ');
element.addEventListener('click', (event) => {
  const from = event.target.closest('[data-name]');
  if (!from) return;
  for (const item of document.querySelectorAll('#tab-inspect :is(tr, .net-block)[data-name]')) {
    const chosen = names(item).includes(from.dataset.name);
    item.classList.toggle('chosen', chosen);
    (item.querySelector('button') || item).setAttribute('aria-pressed', chosen);
  }
  trigger('select', {value: from.dataset.name});
  // The parameter is shown beside the network: nobody shall have to look for it.
  const title = document.getElementById('inspect-title'), {top} = title.getBoundingClientRect();
  if (top >= 0 && top <= innerHeight - 240) return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  title.scrollIntoView({block: 'start', behavior: still ? 'auto' : 'smooth'});
  // Who chose by key keeps the focus in sight: it goes along where the item leaves the window.
  const item = from.getBoundingClientRect();
  if (event.detail || (item.top >= top && item.bottom - top < innerHeight)) return;
  title.tabIndex = -1;
  title.focus({preventScroll: true});
});
