// Gradio's page loader leaves a timer behind that draws 60 frames a second for ever (its status tracker is taken away
// while it still says "pending"). Such a loop is let through while a tracker shows, else once a second: an idle page
// must not take a tenth of a core from the training that it watches. Runs before Gradio's own scripts.
(() => {
  const frame = window.requestAnimationFrame.bind(window);
  const isTimer = (callback) => /performance\.now\(\)\s*-[^]*\/\s*(1e3|1000)\b/.test(String(callback));
  const isShown = () => document.querySelector('[data-testid="status-tracker"]:not(.hide)');
  window.requestAnimationFrame = (callback) =>
    isTimer(callback) && !isShown() ? setTimeout(() => frame(callback), 1000) : frame(callback);
})();
