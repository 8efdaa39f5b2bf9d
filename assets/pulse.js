// Asks the server for news of the active run, which the component's value names. Changed numbers go to run.js through
// an event of the document. Gradio gets an event only when a run was started or its state or place in the queue has
// changed (submit), when the run has finished an epoch (tick), and when the network in use may have newer weights
// (input): after such an epoch, if that run is the one in use, and once the answer to a submit brought another state.
// Tabs that ask for the weights beside the submit, not after it, miss those of a run that ends between both questions.
// Milliseconds between two questions: usually, while the page is hidden, and at most after failures.
const EVERY = 1000, HIDDEN = 4000, LONGEST = 5000;
let timer = null, wait = EVERY, epochs = 0, version = -1, raw = [], smooth = [];
const tell = (detail) => document.dispatchEvent(new CustomEvent('fmnist-run', {detail}));

async function ask() {
  const value = props.value, watched = JSON.parse(value || 'null');
  if (!watched || !element.isConnected) return;
  try {
    const last = raw.length ? raw[raw.length - 1][0] : 0;
    const watching = !document.hidden && !!document.querySelector('#train-live .run-head')?.offsetParent;
    const news = await server.news([watched.id, watched.mark, epochs, version, raw.length, last, watching]);
    if (props.value !== value) return;  // another run or state by now: begin() has been called
    wait = document.hidden ? HIDDEN : EVERY;
    if (news?.changed) {
      wait = 2 * EVERY;  // asks again if Gradio did not answer the event
      trigger('submit');
    } else if (news?.whole) {
      ({epochs, version} = news);
      tell({id: watched.id, whole: news.whole});
      trigger('tick');
      if (news.in_use) trigger('input');
    } else if (news) {
      version = news.version;
      raw = raw.slice(0, news.start).concat(news.raw);
      smooth = smooth.slice(0, news.start).concat(news.smooth);
      const {state, progress, steps, log, answers, big} = news;
      tell({id: watched.id, state, progress, steps, log, answers, big, raw, smooth});
    }
  } catch {
    wait = Math.min(2 * wait, LONGEST);
  }
  later(wait);
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(ask, delay);
}

function begin() {
  [epochs, version, raw, smooth, wait] = [JSON.parse(props.value || '{}').epochs ?? 0, -1, [], [], EVERY];
  later(EVERY / 4);
}

document.addEventListener('visibilitychange', () => !document.hidden && props.value && later(0));
document.addEventListener('fmnist-drawn', () => {  // the view was opened only now, and shows the run as it was
  epochs = -1;
  if (props.value) later(0);
});
// Here, or in another tab of this browser.
new BroadcastChannel('fmnist.run').onmessage = () => trigger('submit');
// An event that failed is told of by a toast, which Gradio lets a component show.
document.addEventListener('fmnist-problem', ({detail}) => trigger('error', detail));
watch('value', () => {
  if (!props.value) document.dispatchEvent(new Event('fmnist-run-over'));
  trigger('input');
  begin();
});
begin();
