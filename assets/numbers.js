// Number fields. The browser would drop a comma without a word, and make 1 of 0,001 and 15 of 1,5. A slider's field that
// one leaves takes the nearest allowed value, and Gradio tells no handler: what is refused would stay on the page.
(() => {
  const SEPARATORS = /[,，。．\s'’]/;
  const commas = new WeakSet(); // fields in which somebody typed a decimal comma
  const isNumber = (target) => target.matches?.('input[type="number"]');
  const isUnclear = (text) => /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(text); // 1,000 is a thousand, or one

  // `text` with a decimal point and no other separator: the last of two kinds is the decimal one, one of several is not.
  const plain = (text) => {
    const tidy = text.normalize('NFKC').replaceAll('。', '.').replace(/[\s'’]/g, '');
    const decimal = tidy[Math.max(tidy.lastIndexOf(','), tidy.lastIndexOf('.'))];
    const isDecimal = tidy.split(decimal).length === 2;
    return [...tidy].map((one) => (!',.'.includes(one) ? one : one === decimal && isDecimal ? '.' : '')).join('');
  };
  const refuse = (field) => {
    field.value = '';
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.setCustomValidity(SAID_COMMA[navigator.language.startsWith('zh') ? 'zh' : 'en']);
    field.reportValidity();
  };

  document.addEventListener('beforeinput', (event) => {
    const field = event.target, text = event.data ?? event.dataTransfer?.getData('text/plain');
    if (!isNumber(field) || !text || !SEPARATORS.test(text)) return;
    event.preventDefault();
    const tidy = text.trim().replaceAll('，', ',');
    if (tidy.includes(',') && isUnclear(tidy)) return refuse(field);
    if (tidy === ',') commas.add(field);
    if (plain(text)) document.execCommand('insertText', false, plain(text));
  }, true);
  document.addEventListener('input', ({target}) => {
    if (!isNumber(target)) return;
    target.setCustomValidity('');
    if (target.value === '' && !target.validity.badInput) commas.delete(target);
  }, true);
  document.addEventListener('blur', ({target}) => {
    if (!isNumber(target)) return;
    const typed = target.value;
    setTimeout(() => target.value !== typed && target.dispatchEvent(new Event('input', {bubbles: true})));
  }, true);
  document.addEventListener('change', ({target}) => {
    if (isNumber(target) && commas.delete(target) && isUnclear(target.value)) refuse(target);
  }, true);
})();
