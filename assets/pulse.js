// A page's ear for its run. The value names the run while it is active; the numbers that move go to run.js by an event
// of the document, and Gradio is only woken (submit) when the run's state, epoch or place in the queue has changed.
const EVERY = 500, HIDDEN = 4000, LONGEST = 5000;
let timer = null, wait = EVERY, version = -1, raw = [], smooth = [];
const tell = (detail) => document.dispatchEvent(new CustomEvent('fmnist-run', {detail}));

async function ask() {
  const watched = JSON.parse(props.value || 'null');
  if (!watched || !element.isConnected) return;
  try {
    const last = raw.length ? raw[raw.length - 1][0] : 0;
    const news = await server.news([watched.id, watched.mark, version, raw.length, last]);
    wait = document.hidden ? HIDDEN : EVERY;
    if (news?.changed) {
      wait = 4 * EVERY;  // if nothing comes of it, once more
      trigger('submit');
    } else if (news) {
      version = news.version;
      raw = raw.slice(0, news.start).concat(news.raw);
      smooth = smooth.slice(0, news.start).concat(news.smooth);
      tell({id: watched.id, state: news.state, progress: news.progress, log: news.log, raw, smooth});
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
  [version, raw, smooth, wait] = [-1, [], [], EVERY];
  later(EVERY);
}

document.addEventListener('visibilitychange', () => !document.hidden && props.value && later(0));
window.addEventListener('online', () => props.value && later(0));
watch('value', begin);
begin();
