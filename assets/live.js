// What answers while a visitor moves a slider asks the server without Gradio's bookkeeping, which copies the properties
// of every component that took part in an event so far, twice an event: 150 ms of work a click once all tabs were open.
// Gradio still checks the values on the server, runs the handler and puts what comes back into the page.
(() => {
  const handlers = new Map();
  const escape = (text) => Object.assign(document.createElement('p'), {textContent: text}).innerHTML;

  const ask = async (fn_index, problem, session_hash, data) => {
    const {root, api_prefix} = window.gradio_config;
    const path = new URL(root, location.href).pathname.replace(/\/$/, '');
    const reply = await fetch(`${location.origin}${path}${api_prefix}/run/predict`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({fn_index, session_hash: session_hash || null, data, event_data: null}),
    });
    const told = await reply.json();
    if (reply.ok) return told.data;
    const answer = [];
    if (problem !== null) answer[problem] = `<p class="problem" role="alert">${escape(told.error ?? reply.statusText)}</p>`;
    return answer;
  };

  // `shown`: a selector; nothing is asked for a place that nobody sees. `problem`: which output takes an error.
  // What is left out of an answer stays as it is.
  window.fmnistLive = async (fn_index, {shown, problem}, session, data) => {
    if (shown && !document.querySelector(shown)?.checkVisibility()) return [];
    if (!handlers.has(fn_index)) handlers.set(fn_index, {asked: 0, answer: null});
    const handler = handlers.get(fn_index);
    const mine = ++handler.asked;
    await handler.answer; // one question at a time, and of those that wait only the last
    if (mine !== handler.asked) return [];
    handler.answer = ask(fn_index, problem, session, data).catch(() => []);
    return handler.answer;
  };
})();
