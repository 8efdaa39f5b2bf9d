// Copy and download happen in the browser: the code is on the page already.
element.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-do]');
  if (!button) return;
  const panel = button.closest('.code-panel');
  const code = [...panel.querySelectorAll('.line')].map((line) => line.textContent).join('\n') + '\n';
  if (button.dataset.do !== 'copy') {
    const [text, type] = button.dataset.text ? [button.dataset.text, 'application/x-ipynb+json'] : [code, 'text/x-python'];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], {type}));
    link.download = panel.dataset.file.replace('.py', button.dataset.text ? '.ipynb' : '.py');
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return;
  }
  try {
    await navigator.clipboard.writeText(code);
  } catch {  // no permission, or a page without https
    const area = document.createElement('textarea');
    area.value = code;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.dataset.label ??= button.textContent; // it may still say "Copied"
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
});
