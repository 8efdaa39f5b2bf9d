// What answers while a visitor moves a slider asks the server without Gradio's bookkeeping, which copies the properties
// of every component that took part in an event so far, twice an event: 150 ms of work a click once all tabs were open.
// Gradio still checks the values on the server, runs the handler and puts what comes back into the page.
window.fmnistLive = (() => {
  const handlers = new Map(); // by their number in Gradio's list
  const shown = new Map(); // which question each output shows the answer to
  let questions = 0;
  const escape = (text) => Object.assign(document.createElement('p'), {textContent: text}).innerHTML;
  const unknown = () => SAID_UNKNOWN[navigator.language.startsWith('zh') ? 'zh' : 'en'];

  // One question of a handler at a time, and of those that wait only the last, with the values of then: before the
  // inputs are gathered. `open`: a selector; nothing is asked while it finds nothing.
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

  // `problem`: which of the outputs is HTML and takes an error. What is left out of an answer stays as it is: that is
  // so for an output which already shows the answer to a later question.
  const ask = async (fn_index, {outputs, problem}, data) => {
    const question = ++questions;
    const answer = await post(fn_index, data).catch(() => ({error: unknown()}));
    const handler = handlers.get(fn_index);
    handler.answer = null;
    handler.done();
    if (!answer.data && problem === null) console.error(answer.error);
    const told = answer.data ?? {[problem]: `<p class="problem" role="alert">${escape(answer.error || unknown())}</p>`};
    return outputs.map((id, i) => {
      if (shown.get(id) > question) return undefined;
      shown.set(id, question);
      return told[i];
    });
  };

  // A question that gets no answer is asked again (connection.js): it must not hold up those after it for ever.
  const PATIENCE = 20_000;

  const post = async (fn_index, data) => {
    const {root, api_prefix} = window.gradio_config;
    const path = new URL(root, location.href).pathname.replace(/\/$/, '');
    const reply = await fetch(`${location.origin}${path}${api_prefix}/run/predict${location.search}`, {
      method: 'POST',
      patience: PATIENCE,
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({fn_index, data, session_hash: window.__gradio_session_hash__ ?? null, event_data: null}),
    });
    return reply.json();
  };

  return {turn, ask};
})();
