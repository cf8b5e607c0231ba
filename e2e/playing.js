// Ears and eyes for the player, run before the page's own scripts: its sounds stand in no document, so they are noted
// when they are made. The expression's value is a function that does so once.
() => {
  if (window.visioPlaying) return;
  const sounds = new Set();
  const shown = new WeakMap(); // video → what its last frame was: time of the media, moment (ms) of the page
  let first = 0;
  const make = Document.prototype.createElement;
  Document.prototype.createElement = function (name, ...more) {
    const made = make.call(this, name, ...more);
    if (made instanceof HTMLVideoElement) watch(made);
    else if (made instanceof HTMLAudioElement) sounds.add(made);
    return made;
  };

  function watch(video) {
    const note = (_now, frame) => {
      shown.set(video, { media: frame.mediaTime, at: frame.expectedDisplayTime });
      first ||= frame.expectedDisplayTime;
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  }

  const running = (element) => !element.paused && !element.seeking && element.readyState >= 3 && !element.ended;
  const playing = () => [...sounds].filter(running);
  const pictures = () => [...document.querySelectorAll("[data-participant] video")].filter(running);

  /**
   * Where each element that plays is against the page's clock, in seconds, by its own clock; and each picture by the
   * frame it showed last (null before the first).
   */
  function offsets() {
    const now = performance.now() / 1000;
    const clocks = (elements) => elements.map((element) => element.currentTime - now);
    const frame = (video) => (shown.has(video) ? shown.get(video).media - shown.get(video).at / 1000 : null);
    return { pictures: clocks(pictures()), sounds: clocks(playing()), frames: pictures().map(frame) };
  }

  const ears = new Map();
  let context;
  /** For each tone (Hz), how far (dB) it stands above the middle of the spectrum, at best, of all that plays. */
  async function hear(tones) {
    context ??= new AudioContext();
    await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
    return tones.map((tone) => Math.max(0, ...playing().map((sound) => prominence(ear(sound), tone))));
  }

  function ear(sound) {
    if (ears.has(sound)) return ears.get(sound);
    const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
    context.createMediaElementSource(sound).connect(analyser).connect(context.destination);
    ears.set(sound, analyser);
    return analyser;
  }

  function prominence(analyser, tone) {
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const at = Math.round((tone * analyser.fftSize) / context.sampleRate);
    const peak = Math.max(...levels.slice(at - 2, at + 3));
    if (peak < -75) return 0;
    const middle = [...levels.slice(50, 700)].sort((one, other) => one - other)[325];
    return peak - Math.max(middle, -140);
  }

  const rates = () => [...playing(), ...pictures()].map((element) => element.playbackRate);
  const position = () => Number(document.querySelector("input[type=range][aria-label=Position]").value);

  /** Goes to a place on the time line as a press on it does. */
  function seek(to) {
    const line = document.querySelector("input[type=range][aria-label=Position]");
    line.value = String(to);
    line.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Milliseconds until every picture has shown a frame of the place and every sound goes on there; 0 after 10 s. */
  async function jump(to) {
    const from = performance.now();
    seek(to);
    const taken = { pictures: 0, sounds: 0 };
    const near = (time) => Math.abs(time - to) < 10;
    let before;
    while (!(taken.pictures && taken.sounds)) {
      const now = performance.now() - from;
      if (now > 10_000) return taken;
      await new Promise((done) => setTimeout(done, 4));
      const elements = [...document.querySelectorAll("[data-participant] video")];
      const there = (video) => near(shown.get(video)?.media) && shown.get(video).at >= from;
      if (!taken.pictures && elements.length > 0 && elements.every(there))
        taken.pictures = Math.max(...elements.map((video) => shown.get(video).at)) - from;
      const times = playing().filter((sound) => near(sound.currentTime)).map((sound) => sound.currentTime);
      const sum = times.reduce((all, time) => all + time, 0);
      if (!taken.sounds && times.length === before?.count && times.length > 0 && sum > before.sum) taken.sounds = now;
      before = { count: times.length, sum };
    }
    return taken;
  }

  window.visioPlaying = { firstPicture: () => first, offsets, hear, rates, position, seek, jump, sounds: () => playing().length };
}
