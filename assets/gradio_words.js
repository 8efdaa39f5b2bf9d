// Says in Chinese what Gradio's own translation leaves in English: titles of toasts, and names for screen readers.
if (navigator.language.startsWith('zh')) {
  const TEXTS = '.toast-title, .toast-message-text', NAMES = ['aria-label', 'title'];
  const PLACES = `${TEXTS}, ${NAMES.map((name) => `[${name}]`)}`;
  const rules = Object.entries(GRADIO_ZH).map(([english, chinese]) => [new RegExp(`^\\s*${english}\\s*$`), chinese]);
  const say = (text) => rules.reduce((said, [english, chinese]) => said.replace(english, chinese), text);
  const mend = (element) => {
    for (const name of NAMES) {
      const text = element.getAttribute(name);
      if (text && say(text) !== text) element.setAttribute(name, say(text));
    }
    if (!element.matches(TEXTS)) return;
    for (const node of element.childNodes) if (node.data && say(node.data) !== node.data) node.data = say(node.data);
  };
  const within = (node) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element?.matches?.(PLACES)) mend(element);
    if (element === node) element.querySelectorAll?.(PLACES).forEach(mend);
  };
  new MutationObserver((changes) => changes.forEach(({type, target, addedNodes}) =>
    (type === 'attributes' ? mend(target) : addedNodes.forEach(within))))
    .observe(document, {childList: true, subtree: true, attributeFilter: NAMES});
}
