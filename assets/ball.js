// The ball on the loss: dragging it moves the slider of `w`, which the keyboard reaches. The drawing follows the slider.
let dragged = false;

const moveTo = (event) => {
  const bowl = element.querySelector('svg.bowl'), box = bowl.getBoundingClientRect();
  const {low, high, left, right} = Object.fromEntries(Object.entries(bowl.dataset).map(([key, text]) => [key, Number(text)]));
  const width = bowl.viewBox.baseVal.width, x = (event.clientX - box.left) / box.width * width;
  const part = Math.min(Math.max((x - left) / (width - left - right), 0), 1);
  const slider = document.querySelector('#autograd-start input[type=range]');
  slider.value = low + part * (high - low); // the slider rounds it to a step of its own
  slider.dispatchEvent(new Event('input', {bubbles: true}));
};

element.addEventListener('pointerdown', (event) => {
  if (!event.target.closest('svg.bowl') || event.button) return;
  event.preventDefault();
  dragged = true;
  element.setPointerCapture(event.pointerId); // not of the drawing, which each answer replaces
  moveTo(event);
});
element.addEventListener('pointermove', (event) => { if (dragged) moveTo(event); });
for (const name of ['pointerup', 'pointercancel']) element.addEventListener(name, () => { dragged = false; });
