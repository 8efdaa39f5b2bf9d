// Refuses a file that is too big. Gradio would send it, and report the refusal of the server in English.
(() => {
  const refuse = (event, upload, files) => {
    const big = [...files].some((file) => file.size > MAX_BYTES);
    let note = upload.nextElementSibling;
    if (!note?.matches('.too-big')) {
      if (!big) return false;
      note = Object.assign(document.createElement('p'), {className: 'problem too-big', role: 'alert'});
      upload.after(note);
    }
    note.textContent = big ? SAID_TOO_BIG[navigator.language.startsWith('zh') ? 'zh' : 'en'] : '';
    if (big) event.preventDefault(), event.stopImmediatePropagation();
    return big;
  };
  document.addEventListener('change', (event) => {
    const upload = event.target.matches?.('input[type="file"]') && event.target.closest('.block[id]');
    if (upload && refuse(event, upload, event.target.files)) event.target.value = '';
  }, true);
  document.addEventListener('drop', (event) => {
    const upload = event.target.closest?.('.block[id]');
    if (upload?.querySelector('input[type="file"]')) refuse(event, upload, event.dataTransfer.files);
  }, true);
})();
