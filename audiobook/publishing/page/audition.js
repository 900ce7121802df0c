// Plays one character's part of the file and stops at its end; a second click stops it early.
document.documentElement.classList.add('js');
const sound = document.querySelector('audio'), buttons = [...document.querySelectorAll('button')];
let end = 0;

const showPlaying = playing => buttons.forEach(button => button.setAttribute('aria-pressed', button === playing));

buttons.forEach(button => { button.disabled = false; });
buttons.forEach(button => button.onclick = () => {
  if (button.getAttribute('aria-pressed') === 'true') { sound.pause(); return; }
  sound.currentTime = Number(button.dataset.start);
  end = Number(button.dataset.end);
  sound.play();
  showPlaying(button);
});
sound.ontimeupdate = () => { if (end && sound.currentTime >= end) { end = 0; sound.pause(); } };
sound.onpause = () => showPlaying(null);
