// The browser's half of `fmnist/ui/frame.py`: the address, Back and Forward, arrow keys on the rail, dark and light,
// and which chapters' tasks are done. It runs before Gradio's own scripts.
window.fmnistFrame = (() => {
  const html = document.documentElement;
  // A browser that denies storage, as it may inside another site's frame, gets one that forgets with the page.
  for (const name of ['localStorage', 'sessionStorage']) {
    try {
      window[name].getItem('fmnist');
    } catch {
      const kept = new Map();
      Object.defineProperty(window, name, {value: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, String(value)),
        removeItem: (key) => void kept.delete(key),
        clear: () => kept.clear(),
        key: (i) => [...kept.keys()][i] ?? null,
        get length() { return kept.size; },
      }});
    }
  }
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch {} };

  // The address: `#samples/own` is the section "own" of the chapter "samples".
  const place = () => {
    const asked = location.hash.slice(1) || new URLSearchParams(location.search).get('tab') || '';
    const [chapter, section = ''] = asked.split('/');
    return chapter in CHAPTERS ? {chapter, section} : null;
  };
  const address = (chapter, section) =>
    `${location.pathname}${location.search}#${chapter}${section ? `/${section}` : ''}`; // a bare # goes by <base>
  const opened = place() ?? {chapter: localStorage.getItem('fmnist.open'), section: ''};
  const first = opened.chapter in CHAPTERS ? opened : {chapter: 'predict', section: ''};
  let open = first.chapter, following = false;

  const show = (chapter) => {
    open = html.dataset.open = chapter;
    keep('fmnist.open', chapter);
    document.getElementById(`tab-${chapter}-button`)?.scrollIntoView({block: 'nearest', inline: 'center'});
  };
  html.dataset.open = open;

  // Somebody who asks for a chapter by address, Back or a link: click its tab, then that of its section.
  const follow = ({chapter, section}) => {
    following = true;
    document.getElementById(`tab-${chapter}-button`)?.click();
    following = false;
    openSection(chapter, section);
  };
  const openSection = (chapter, section, patience = 400) => {
    if (!section) return;
    const panel = document.getElementById(`tab-${chapter}`);
    const name = CSS.escape(section);
    const tab = panel?.querySelector(`[role=tab][data-tab-id="${name}"], #${chapter}-source [value="${name}"]`);
    if (tab) {
      following = true;
      tab.click();
      following = false;
    } else if (patience && open === chapter) setTimeout(() => openSection(chapter, section, patience - 1), 50);
  };

  document.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab][data-tab-id]');
    if (tab) {
      const name = tab.dataset.tabId;
      if (tab.id === `tab-${name}-button`) {
        if (!following && name !== open) history.pushState(null, '', address(name));
        show(name);
      } else if (tab.closest(`#tab-${open}`) && !following) history.replaceState(null, '', address(open, name));
    }
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const [chapter, section = ''] = link.getAttribute('href').slice(1).split('/');
    if (!(chapter in CHAPTERS)) return;
    event.preventDefault(); // by <base> it would leave the page
    history.pushState(null, '', address(chapter, section));
    follow({chapter, section});
    window.scrollTo({top: 0});
    document.getElementById(`tab-${chapter}-button`)?.focus({preventScroll: true});
  }, true);
  const come = () => follow(place() ?? first);
  window.addEventListener('popstate', come);
  window.addEventListener('hashchange', come);

  // Arrow keys move along the tabs of a list, as the ARIA pattern for tabs has it.
  document.addEventListener('keydown', (event) => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    const tab = event.target.closest?.('[role=tab][data-tab-id]');
    if (!tab || !(step || event.key === 'Home' || event.key === 'End')) return;
    const tabs = [...tab.closest('[role=tablist]').querySelectorAll('[role=tab]')];
    const at = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : tabs.indexOf(tab) + step;
    event.preventDefault();
    const next = tabs[(at + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
  document.addEventListener('focusin', ({target}) => target.matches('#tabs > .tab-wrapper [role=tab]')
    && target.scrollIntoView({block: 'nearest', inline: 'nearest'})); // the browser leaves one that is half in view

  // Gradio opens a list when it gets the focus; one that was closed by Escape has it still.
  document.addEventListener('pointerdown', (event) => {
    const list = event.target.closest?.('input[role=combobox][aria-expanded=false]');
    if (list && list === document.activeElement) list.blur();
  }, true);
  // Nor does it close one that the Tab key leaves: it takes that key for one that opens it.
  document.addEventListener('focusout', ({target}) => target.matches('input[role=combobox]') && setTimeout(() => {
    const left = target !== document.activeElement && target.getAttribute('aria-expanded') === 'true';
    if (left) target.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
  }));

  // On a wide screen the code stands beside what it does, open; a visitor may fold it.
  const wide = matchMedia('(min-width: 1600px)'), unfolded = new Set();
  const unfold = () => document.querySelectorAll('.code-accordion:not(.code-accordion + .code-accordion) > button').forEach((button) => {
    if (unfolded.has(button.parentElement.id) || !button.offsetParent) return;
    unfolded.add(button.parentElement.id);
    if (!button.classList.contains('open')) button.click();
  });

  // Dark or light: Gradio goes by `?__theme=`, or else by the system. The ground has its colour before anything is on it.
  const ask = (theme) => {
    const url = new URL(location.href);
    url.searchParams.set('__theme', theme);
    history.replaceState(null, '', url);
  };
  const theme = localStorage.getItem('fmnist.theme');
  if (theme && !new URLSearchParams(location.search).has('__theme')) ask(theme);
  const asked = new URLSearchParams(location.search);
  const isDark = {dark: true, light: false}[asked.get('__theme')] ?? matchMedia('(prefers-color-scheme: dark)').matches;
  html.style.colorScheme = isDark ? 'dark' : 'light';

  // Until Gradio's page stands, a first screen is in its place (`fmnist/ui/shell.py`), which calls `dress`.
  const dress = () => {
    const tab = document.getElementById(`shell-${open}`);
    document.body.classList.toggle('dark', isDark);
    const hasPad = open === 'predict' && !first.section && !asked.has('source');
    const isDrawn = (sessionStorage.getItem('fmnist.pad') ?? '[]') !== '[]';
    document.getElementById('shell').dataset.pad =
      !hasPad ? '' : isDrawn ? 'drawing' : localStorage.getItem('fmnist.drawn') ? 'empty' : 'ghost';
    tab.className = 'selected';
    tab.scrollIntoView({block: 'nearest', inline: 'center'});
  };
  const PAGE = `body:has(#theme):has(${open === 'predict' ? '.pad-box):has(#tab-predict .code-accordion' : `#tab-${open}-button`})`;
  let stands = false;
  const undress = () => {
    if (stands || !document.querySelector(`${PAGE}, gradio-app .error`)) return;
    stands = true;
    show(open);
    document.getElementById('shell')?.remove();
  };

  // A task is done once the page shows what its selector names; this browser remembers it.
  const done = new Set((localStorage.getItem('fmnist.done') || '').split(' ').filter((name) => name in CHAPTERS));
  const tell = () => { html.dataset.done = [...done].join(' '); };
  tell();
  let due = null;
  const look = () => {
    due = null;
    const pad = document.querySelector('.pad-box'), haunting = pad?.matches('.ghost') && !window.fmnistHaunted;
    if (wide.matches && (pad || open !== 'predict') && !haunting) unfold(); // the code changes with the shoe
  };
  const notice = () => { // at once: what the page shows may be gone in a moment, as when epochs are played
    if (done.has(open) || !document.querySelector(CHAPTERS[open])) return;
    done.add(open);
    tell();
    keep('fmnist.done', [...done].join(' '));
  };
  const watch = () => new MutationObserver(() => { due ??= setTimeout(look, 300); undress(); notice(); })
    .observe(document.body, {childList: true, subtree: true, attributeFilter: ['class', 'data-reached']});

  const switchTheme = () => {
    const theme = document.body.classList.toggle('dark') ? 'dark' : 'light';
    html.style.colorScheme = theme;
    keep('fmnist.theme', theme);
    ask(theme);
  };

  const start = () => {
    watch();
    if (location.hash && !place()) history.replaceState(null, '', address(open)); // there is no such chapter
    openSection(first.chapter, first.section);
  };
  document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', start) : start();
  return {first: first.chapter, dress, switchTheme};
})();
