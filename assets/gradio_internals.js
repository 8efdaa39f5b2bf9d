// The browser's half of `fmnist/ui/gradio_internals.py`: what the page takes from the inside of Gradio 6.31's client.
// It runs before Gradio's own scripts. Used: `window.gradio_config` (root, api_prefix, components, dependencies), `window.__gradio_session_hash__`,
// POST /run/predict with a `fn_index`, and the loop that the patched requestAnimationFrame finds.

// Gradio's page loader leaves a timer behind that draws 60 frames a second for ever: Gradio removes its status tracker
// while that still says "pending". An idle page must not take a tenth of a core from the training that it watches, so
// such a loop runs at full speed while a tracker shows, and once a second otherwise.
(() => {
  const frame = window.requestAnimationFrame.bind(window);
  const isTimer = (callback) => /performance\.now\(\)\s*-[^]*\/\s*(1e3|1000)\b/.test(String(callback));
  const isShown = () => document.querySelector('[data-testid="status-tracker"]:not(.hide)');
  window.requestAnimationFrame = (callback) =>
    isTimer(callback) && !isShown() ? setTimeout(() => frame(callback), 1000) : frame(callback);
})();

// What the server answers comes into the page in the order of the questions: an output that already shows the answer to
// a later question stays as it is. A field that one leaves by pressing a button would put the old back after the new.
// Gradio shows no error of an event outside its queue: pulse.js hears of it, which can show a toast.
window.fmnistAnswers = (() => {
  const outputs = new Map(); // the components that an event of Gradio's writes to, by its number
  const shown = new Map(); // which question each component shows the answer to
  let questions = 0;
  const SKIP = {__type__: 'update'};
  // `gr.skip()`; that of HTML holds another one for its properties.
  const isSkipped = (value) => value === undefined || value?.__type__ === 'update'
    && Object.entries(value).every(([name, one]) => name === '__type__' || isSkipped(one));

  const unknown = () => SAID_UNKNOWN[navigator.language.startsWith('zh') ? 'zh' : 'en'];

  // A number for a question, and what of the answer to it is still wanted, component by component.
  const next = () => ++questions;
  const wanted = (question, components, data) => components.map((id, i) => {
    if (shown.get(id) > question) return SKIP;
    if (!isSkipped(data[i])) shown.set(id, question);
    return data[i];
  });

  const ask = window.fetch;
  window.fetch = async (resource, options) => {
    const components = /\/run\//.test(resource) ? outputs.get(JSON.parse(options.body).fn_index) : null;
    if (!components) return ask(resource, options);
    const question = next();
    const headers = new Headers(options.headers);
    headers.set('X-Refusal-Status', '200');
    const answer = await ask(resource, {...options, headers});
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok || !told.data) {
      document.dispatchEvent(new CustomEvent('fmnist-problem', {detail: told.error || unknown()}));
      return new Response(JSON.stringify(told), {status: 500});
    }
    return new Response(JSON.stringify({...told, data: wanted(question, components, told.data)}), answer);
  };
  return {outputs, next, wanted, isSkipped, unknown};
})();

// The page starts as its address says, with the tab and the settings that it names: they are put into Gradio's list of
// components before Gradio reads it.
(() => {
  // Gradio looks through all events once for each component. Svelte makes a proxy of every array and object it is given,
  // which makes that slow, but of none with a prototype of its own. Nor need it see what only scripts and the API call.
  class Plain extends Array {}
  const isForThePage = (event) => event.targets.length || event.trigger_after !== null || event.api_visibility === 'public';
  let config;
  Object.defineProperty(window, 'gradio_config', {
    configurable: true,
    get: () => config,
    set: (given) => {
      config = given;
      const components = given?.components ?? [];
      const tabs = components.find((component) => component.props?.elem_id === 'tabs');
      if (tabs) tabs.props.selected = window.fmnistFrame.first;
      window.fmnistLink.fill(components);
      if (!given) return;
      given.dependencies = Plain.from(given.dependencies.filter(isForThePage));
      for (const {id, outputs} of given.dependencies) window.fmnistAnswers.outputs.set(id, outputs);
    },
  });
})();

// What answers while a visitor moves a slider asks the server without the bookkeeping of Gradio's client (see `live`).
// Gradio still checks the values on the server, runs the handler and puts its answer into the page.
window.fmnistLive = (() => {
  const handlers = new Map(); // by their number in Gradio's list
  const {next, wanted, isSkipped, unknown} = window.fmnistAnswers;
  const escape = (text) => Object.assign(document.createElement('p'), {textContent: text}).innerHTML;

  // A handler gets one question at a time; of those that wait only the last one is asked, with the values of that time,
  // as Gradio gathers the inputs after this. `open`: a CSS selector; while it finds nothing, the handler is not asked.
  const turn = async (fn_index, open) => {
    const handler = handlers.get(fn_index) ?? {asked: 0, answer: null};
    handlers.set(fn_index, handler);
    if (open && !document.querySelector(open)) throw new Error('closed');
    const mine = ++handler.asked;
    while (handler.answer) {
      await handler.answer;
      await new Promise((resolve) => setTimeout(resolve)); // until the answer is in the page
    }
    if (mine !== handler.asked) throw new Error('overtaken');
    handler.answer = new Promise((resolve) => { handler.done = resolve; });
  };

  // `problem`: which of the outputs is HTML and takes an error.
  const ask = async (fn_index, {outputs, problem}, data) => {
    const question = next();
    const answer = await post(fn_index, data).catch(() => ({error: unknown()}));
    const handler = handlers.get(fn_index);
    handler.answer = null;
    handler.done();
    if (!answer.data && problem === null) console.error(answer.error);
    const told = answer.data ?? {[problem]: `<p class="problem" role="alert">${escape(answer.error || unknown())}</p>`};
    return wanted(question, outputs, outputs.map((_, i) => told[i])).map((value) => (isSkipped(value) ? undefined : value));
  };

  // Milliseconds until connection.js asks a question again that got no answer: it must not hold up those after it.
  const PATIENCE = 20_000;

  const post = async (fn_index, data) => {
    const {root, api_prefix} = window.gradio_config;
    const path = new URL(root, location.href).pathname.replace(/\/$/, '');
    const reply = await fetch(`${location.origin}${path}${api_prefix}/run/predict${location.search}`, {
      method: 'POST',
      patience: PATIENCE,
      headers: {'Content-Type': 'application/json', 'X-Refusal-Status': '200'},
      body: JSON.stringify({fn_index, data, session_hash: window.__gradio_session_hash__ ?? null, event_data: null}),
    });
    return reply.json();
  };

  return {turn, ask};
})();
