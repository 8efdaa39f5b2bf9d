// A lost connection is waited out: what the page asks of the server is asked again once it answers, so that a run goes on
// being drawn. Without this Gradio gives up at the first failure and reloads the whole page when the server is back.
(() => {
  const ask = window.fetch.bind(window);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const address = (resource) => new URL(resource instanceof Request ? resource.url : resource, location.href);
  // Events of the page. Asked twice they do no harm: a second start is refused, a second stop finds a stopped run.
  const isEvent = (url) => url.origin === location.origin && /\/gradio_api\/(run\/|queue\/join|component_server)/.test(url.pathname);
  const isAway = (status) => status >= 502 && status <= 504; // a proxy in front of a server that is starting
  let notice, back;

  const tell = (lost) => {
    notice ??= document.body.appendChild(Object.assign(document.createElement('div'), {id: 'connection', role: 'status'}));
    notice.textContent = lost ? SAID[navigator.language.startsWith('zh') ? 'zh' : 'en'] : '';
    notice.hidden = !lost;
  };

  const waitForServer = async (root) => {
    tell(true);
    for (;;) {
      await pause(1000);
      const answer = await ask(`${root}/gradio_api/app_id`).catch(() => null);
      const told = answer?.ok ? await answer.json().catch(() => null) : null; // a proxy's page is no answer
      if (!told) continue;
      if (told.app_id !== window.gradio_config?.app_id) {
        location.reload(); // another process: its page may be another one
        await new Promise(() => {});
      }
      back = undefined;
      return tell(false);
    }
  };

  // `patience`: milliseconds after which an answer that does not come counts as lost on its way.
  window.fetch = async (resource, {patience, ...options} = {}) => {
    const url = address(resource);
    if (!isEvent(url)) return ask(resource, options);
    for (;;) {
      const given = new AbortController();
      const timer = patience && setTimeout(() => given.abort(new DOMException('no answer', 'TimeoutError')), patience);
      try {
        const answer = await ask(resource, patience ? {...options, signal: given.signal} : options);
        if (!isAway(answer.status)) return new Response(await answer.blob(), answer); // whole, not cut off in the middle
      } catch (error) {
        if (error.name === 'AbortError') throw error;
      } finally {
        clearTimeout(timer);
      }
      await (back ??= waitForServer(url.href.split('/gradio_api/')[0]));
    }
  };
})();
