// One turn of the training loop, a line at a time: what has run stands in full, its last line is lit, its note is shown.
let at = 0;
const show = () => {
  const rows = element.querySelectorAll('.stepped tbody tr'), notes = element.querySelectorAll('.line-note');
  const next = element.querySelector('.next-line');
  if (!next) return;
  at = Math.min(at, rows.length - 1);
  rows.forEach((row, i) => {
    row.classList.toggle('ran', i <= at);
    row.classList.toggle('now', i === at);
    if (i === at) row.setAttribute('aria-current', 'step');
    else row.removeAttribute('aria-current');
  });
  notes.forEach((note, i) => { note.hidden = i !== at; });
  next.dataset.next ??= next.textContent;
  next.textContent = at < rows.length - 1 ? next.dataset.next : next.dataset.again;
};
element.addEventListener('click', (event) => {
  const row = event.target.closest('.stepped tbody tr'), last = element.querySelectorAll('.stepped tbody tr').length - 1;
  if (row) at = row.rowIndex - 1;
  else if (event.target.closest('.next-line')) at = at < last ? at + 1 : 0;
  else return;
  show();
  element.querySelector('.now .lit')?.scrollIntoView({block: 'nearest', inline: 'nearest'}); // on a phone it may be outside
});
new MutationObserver((changes) => { if (changes.some(({addedNodes}) => [...addedNodes].some((node) => node.nodeType === 1))) show(); })
  .observe(element, {childList: true, subtree: true});
show();
