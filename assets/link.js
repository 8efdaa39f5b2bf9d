// A link carries every setting of a chapter: `?tab=train&model=mlp&learning_rate=0.1`. The name of a setting is its
// component's id without that of the chapter. What the link says is there before Gradio draws anything.
window.fmnistLink = (() => {
  const SETTINGS = ['number', 'slider', 'dropdown', 'radio', 'checkbox', 'textbox', 'checkboxgroup'];
  const asked = new URLSearchParams(location.search);
  const settings = new Map(); // what each takes, and its value at first, by its component's id
  const notUsed = [];

  // The value that `text` stands for, `undefined` where the component does not take it.
  const parse = ({type, props}, text) => {
    const choices = (props.choices ?? []).map(([, value]) => value);
    if (type === 'checkbox') return {true: true, false: false}[text];
    if (type === 'textbox') return text.length <= 1000 ? text : undefined;
    if (type === 'dropdown' || type === 'radio') return choices.find((value) => String(value) === text);
    if (type === 'checkboxgroup') {
      const some = text ? text.split(',') : [];
      return some.every((one) => choices.includes(one)) ? some : undefined;
    }
    const value = text.trim() === '' ? NaN : Number(text);
    const fits = Number.isFinite(value) && value >= (props.minimum ?? -Infinity) && value <= (props.maximum ?? Infinity);
    return fits ? value : undefined;
  };

  const fill = (components) => {
    const chapter = asked.get('tab'), left = new Set(asked.keys());
    for (const name of ['tab', 'lang', '__theme', 'view']) left.delete(name);
    for (const component of components) {
      const {type, props = {}} = component, id = props.elem_id ?? '';
      if (!SETTINGS.includes(type) || !(id.split('-')[0] in CHAPTERS)) continue;
      const {choices, minimum, maximum, value: first} = props, setting = {type, props: {choices, minimum, maximum}, first};
      settings.set(id, setting);
      const name = id.slice(id.indexOf('-') + 1);
      if (!id.startsWith(`${chapter}-`) || !left.delete(name)) continue;
      const value = parse(setting, asked.get(name));
      if (value === undefined) notUsed.push(name);
      else props.value = value;
    }
    if (chapter in CHAPTERS) notUsed.push(...left);
    if (notUsed.length) document.addEventListener('DOMContentLoaded', tell);
  };

  const tell = () => {
    const said = SAID_LINK[navigator.language.startsWith('zh') ? 'zh' : 'en'];
    const notice = Object.assign(document.createElement('div'), {id: 'link-notice', role: 'status'});
    notice.textContent = said.replace('{names}', notUsed.join(', '));
    document.body.append(notice);
    setTimeout(() => notice.remove(), 10_000);
  };

  // `ids`, `values`: of the settings of all chapters, as they are now. What a new page would not take, such as a choice
  // that only the network in use offers, is no part of the link.
  const copy = async (ids, values) => {
    const chapter = document.documentElement.dataset.open, url = new URL(location.href.split(/[?#]/)[0]);
    url.searchParams.set('tab', chapter);
    ids.forEach((id, i) => {
      const setting = settings.get(id), text = String(values[i]);
      const same = JSON.stringify(values[i]) === JSON.stringify(setting?.first);
      if (!id.startsWith(`${chapter}-`) || same || values[i] === null || parse(setting, text) === undefined) return;
      url.searchParams.set(id.slice(chapter.length + 1), text);
    });
    url.hash = location.hash || chapter;
    const button = document.getElementById('copy-link');
    button.dataset.label ??= button.textContent; // it may still say "Copied"
    try {
      await navigator.clipboard.writeText(url.href);
    } catch { // no clipboard without HTTPS: the address bar holds the link
      history.replaceState(null, '', url);
    }
    button.textContent = SAID_COPIED[navigator.language.startsWith('zh') ? 'zh' : 'en'];
    setTimeout(() => { button.textContent = button.dataset.label; }, 1500);
  };

  return {fill, copy};
})();
