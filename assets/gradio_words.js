// Says in Chinese what Gradio's own translation leaves in English: titles of toasts, names for screen readers, and the
// panel behind "Use via API".
if (navigator.language.startsWith('zh')) {
  const TOASTS = '.toast-title, .toast-message-text', PANEL = '.api-docs, #api-recorder', CODE = 'pre, code, .code';
  const NAMES = ['aria-label', 'title'], NAMED = `${NAMES.map((name) => `[${name}]`)}`;
  const rules = (words) => Object.entries(words).map(([english, chinese]) => [new RegExp(`^${english}$`), chinese]);
  const OWN = rules(GRADIO_ZH), API = rules(API_ZH);
  const say = (words, text) => {
    const plain = text.replace(/\s+/g, ' ').trim(), rule = words.find(([english]) => english.test(plain));
    return rule ? plain.replace(...rule) : text;
  };
  const chinese = (node, place) => {
    if (place.matches(TOASTS)) return say(OWN, node.data);
    if (!place.closest(PANEL) || place.closest(CODE)) return node.data;
    const endpoint = place.matches('.desc') && place.parentElement.querySelector('.post');
    return (endpoint && ENDPOINTS_ZH[endpoint.textContent.slice(1)]) || say(API, node.data);
  };
  const mendText = (node) => {
    const place = node.parentElement, text = place && node.data.trim() ? chinese(node, place) : node.data;
    if (text !== node.data) node.data = text;
  };
  const mendNames = (element) => {
    for (const name of NAMES) {
      const text = element.getAttribute(name);
      if (text && say(OWN, text) !== text) element.setAttribute(name, say(OWN, text));
    }
  };
  const mend = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return mendText(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const element of [node, ...node.querySelectorAll(NAMED)]) mendNames(element);
    const read = `${TOASTS}, ${PANEL}`;
    for (const place of node.closest(read) ? [node] : node.querySelectorAll(read)) {
      const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) mendText(texts.currentNode);
    }
  };
  new MutationObserver((changes) => changes.forEach(({type, target, addedNodes}) =>
    (type === 'attributes' ? mendNames(target) : type === 'characterData' ? mend(target) : addedNodes.forEach(mend))))
    .observe(document, {childList: true, subtree: true, characterData: true, attributeFilter: NAMES});
}
