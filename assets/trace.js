// "Trace one": hands the picture of a class to the pad, which puts its outline under the pen; a second click takes it away.
// By keyboard, which can follow no outline, the pad draws it.
const chinese = navigator.language.startsWith('zh');
element.querySelectorAll('[data-en]').forEach((one) => {
  const text = chinese ? one.dataset.zh : one.dataset.en;
  if (one.dataset.trace) one.setAttribute('aria-label', text), one.title = text;
  else one.textContent = text;
});
element.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-trace]');
  if (!button) return;
  const isOn = button.getAttribute('aria-pressed') === 'false';
  element.querySelectorAll('button').forEach((one) => one.setAttribute('aria-pressed', isOn && one === button));
  let item = null;
  if (isOn) {
    const sprite = new Image();
    sprite.src = getComputedStyle(button.querySelector('.class-picture')).backgroundImage.slice(5, -2);
    await sprite.decode();
    item = Object.assign(document.createElement('canvas'), {width: 28, height: 28});
    item.getContext('2d').drawImage(sprite, -28 * Number(button.dataset.trace), 0);
  }
  document.dispatchEvent(new CustomEvent('fmnist-trace', {detail: {item, draws: !event.detail}}));
});
