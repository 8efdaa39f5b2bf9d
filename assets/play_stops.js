// Plays the slider of epochs from where it stands, or from its start; a second press stops. At most 16 stops, each once
// the one before is on the page.
() => {
  const range = document.querySelector('#inspect-stage input[type=range]');
  const button = document.getElementById('inspect-play');
  if (button.classList.contains('playing') || !range) return void button.classList.remove('playing');
  const shown = () => document.querySelector('#inspect-stage-text [data-stop]')?.dataset.stop;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const first = Number(range.min), last = Number(range.max), step = Math.ceil((last - first) / 16) || 1;
  const play = async () => {
    let stop = Number(range.value) < last ? Number(range.value) : first;
    for (let more = true; more && button.classList.contains('playing'); stop = Math.min(stop + step, last)) {
      range.value = stop;
      range.dispatchEvent(new Event('input', {bubbles: true}));
      for (let i = 0; i < 100 && shown() !== String(stop); i++) await pause(50);
      await pause(700);
      more = stop < last;
    }
    button.classList.remove('playing');
  };
  button.classList.add('playing');
  play();
}
