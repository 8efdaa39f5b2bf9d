// Adds to Gradio's upload component: Ctrl+V, and a sentence when the browser gives no clipboard or camera (it gives
// neither to a page that comes by http from another machine).
const chinese = navigator.language.startsWith('zh');
const note = element.querySelector('[role="status"]');
element.querySelectorAll('[data-en]').forEach((one) => { one.textContent = chinese ? one.dataset.zh : one.dataset.en; });

const component = () => document.querySelector('#predict-upload');
const isOpen = () => element.isConnected && component()?.offsetParent;
const sources = () => [...component().querySelectorAll('[data-testid="source-select"] button')];
const tell = (what) => {
  note.textContent = what ? note.dataset[what + (chinese ? 'Zh' : 'En')] : '';
  component()?.parentElement.querySelectorAll('.too-big').forEach((one) => { one.textContent = ''; });
};

function hand(file) {
  tell();
  sources()[0].click();
  const input = component().querySelector('input[type="file"]'), box = new DataTransfer();
  box.items.add(file);
  input.files = box.files;
  input.dispatchEvent(new Event('change', {bubbles: true}));
}

async function readClipboard() {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((one) => one.startsWith('image/'));
      if (type) return hand(new File([await item.getType(type)], 'clipboard.' + type.slice(6), {type}));
    }
    tell('empty');
  } catch {  // no https, or no permission
    tell('clipboard');
  }
}

document.addEventListener('click', (event) => {
  const button = isOpen() && event.target.closest?.('#predict-upload button');
  if (!button || !event.isTrusted) return;
  tell();
  const [, camera, clipboard] = sources();
  if (button === clipboard) event.stopPropagation(), readClipboard();
  if (button === camera && !navigator.mediaDevices) event.stopPropagation(), tell('camera');
}, true);
// Gradio goes by a file's name, and refuses what it does not know in English: the server looks into the file instead.
function rename(event, [file]) {
  tell();
  if (!file || file.type.startsWith('image/')) return;
  event.preventDefault(), event.stopImmediatePropagation();
  hand(new File([file], file.name + '.png', {type: 'image/png'}));
}
document.addEventListener('change', (event) => {
  if (isOpen() && event.target.matches?.('#predict-upload input[type="file"]')) rename(event, event.target.files);
}, true);
document.addEventListener('drop', (event) => {
  if (isOpen() && event.target.closest?.('#predict-upload')) rename(event, event.dataTransfer.files);
}, true);
document.addEventListener('paste', (event) => {
  if (!isOpen() || event.target.closest?.('input, textarea')) return;
  const file = [...event.clipboardData.files].find((one) => one.type.startsWith('image/'));
  file ? hand(file) : tell('empty');
});
window.addEventListener('unhandledrejection', (event) => {  // the camera: refused, taken, or none there
  const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError'];
  if (isOpen() && names.includes(event.reason?.name)) event.preventDefault(), tell('camera');
});
// A file that the browser cannot show (TIFF, or no picture) has no broken-picture mark, but a place for another file: the
// stages show what can be read.
const again = (target) => isOpen() && target.closest?.('#predict-upload [data-again]');
document.addEventListener('click', ({target}) => again(target) && component().querySelector('input[type="file"]').click());
document.addEventListener('dragover', (event) => again(event.target) && event.preventDefault());
document.addEventListener('drop', (event) => {
  if (again(event.target) && event.dataTransfer.files.length) event.preventDefault(), hand(event.dataTransfer.files[0]);
});
for (const what of ['load', 'error']) {
  document.addEventListener(what, ({target}) => {
    if (!target.matches?.('#predict-upload img')) return;
    target.style.visibility = what === 'error' ? 'hidden' : '';
    if (what === 'error') target.parentElement.dataset.again = note.dataset[chinese ? 'againZh' : 'againEn'];
    else delete target.parentElement.dataset.again;
  }, true);
}
