// Waits out a lost connection: repeats the page's requests once the server answers again, so that a run stays in sight.
// Without this Gradio gives up at the first failure and reloads the whole page when the server is back.
(() => {
  const ask = window.fetch.bind(window);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const address = (resource) => new URL(resource instanceof Request ? resource.url : resource, location.href);
  // Requests for the page's events. Sent twice they do no harm: the server refuses a second start, and a second stop
  // finds a stopped run.
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
        location.reload(); // a new process of the server may have another page
        await new Promise(() => {});
      }
      back = undefined;
      return tell(false);
    }
  };

  // `patience`: how many milliseconds to wait for an answer before it counts as lost, the first time.
  window.fetch = async (resource, {patience, ...options} = {}) => {
    const url = address(resource);
    if (!isEvent(url)) return ask(resource, options);
    for (;;) {
      const given = new AbortController();
      const timer = patience && setTimeout(() => given.abort(new DOMException('no answer', 'TimeoutError')), patience);
      try {
        const answer = await ask(resource, patience ? {...options, signal: given.signal} : options);
        if (!isAway(answer.status)) return new Response(await answer.blob(), answer); // read to its end here: it may be cut off
      } catch (error) {
        if (error.name === 'AbortError') throw error;
        if (error.name === 'TimeoutError') patience *= 2; // a server that is merely slow must be able to answer
      } finally {
        clearTimeout(timer);
      }
      await (back ??= waitForServer(url.href.split('/gradio_api/')[0]));
    }
  };
})();
