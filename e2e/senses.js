// Ears and eyes of the tests, put into a page under test: they read what its media elements really play.
// The expression's value is an object kept at window.visioSenses, so that it is made once per document.
(() => {
  if (window.visioSenses) return window.visioSenses;

  const SPECTRUM_SIZE = 8192;
  let context;
  const ears = new Map(); // track id → {analyser, track, source, stream}

  /** Elements whose sound a person at this machine would hear. */
  function soundingElements() {
    return [...document.querySelectorAll("audio, video")].filter(
      (element) => element.srcObject instanceof MediaStream && !element.muted && !element.paused && element.volume > 0,
    );
  }

  function ear(track) {
    const known = ears.get(track.id);
    if (known && known.track === track) return known;
    const stream = new MediaStream([track]);
    const source = context.createMediaStreamSource(stream);
    const analyser = context.createAnalyser();
    analyser.fftSize = SPECTRUM_SIZE;
    analyser.smoothingTimeConstant = 0;
    source.connect(analyser);
    const made = { analyser, track, source, stream };
    ears.set(track.id, made);
    return made;
  }

  /** How far (dB) the spectrum at `hertz` stands above its median; silence gives 0. */
  function prominence(levels, hertz) {
    const bin = Math.round((hertz * SPECTRUM_SIZE) / context.sampleRate);
    let peak = -Infinity;
    for (let at = bin - 2; at <= bin + 2; at += 1) peak = Math.max(peak, levels[at] ?? -Infinity);
    if (peak < -75) return 0;
    const low = Math.round((300 * SPECTRUM_SIZE) / context.sampleRate);
    const high = Math.round((4000 * SPECTRUM_SIZE) / context.sampleRate);
    const sorted = [...levels.slice(low, high)].sort((a, b) => a - b);
    const median = Math.max(sorted[Math.floor(sorted.length / 2)], -140);
    return peak - median;
  }

  /** For each tone (Hz), the highest prominence (dB) among all that is playing at this moment. */
  async function hear(tones) {
    context ??= new AudioContext();
    if (context.state !== "running") await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
    const best = tones.map(() => 0);
    for (const element of soundingElements()) {
      for (const track of element.srcObject.getAudioTracks()) {
        if (track.readyState !== "live" || !track.enabled) continue;
        const { analyser } = ear(track);
        const levels = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(levels);
        tones.forEach((tone, at) => {
          best[at] = Math.max(best[at], prominence(levels, tone));
        });
      }
    }
    return best;
  }

  const canvas = document.createElement("canvas");
  canvas.width = 32;
  canvas.height = 18;
  const brush = canvas.getContext("2d", { willReadFrequently: true });

  /** The decoded picture of one video element: size in pixels, mean colour, and a mark that differs between frames. */
  function look(video) {
    const seen = {
      width: video.videoWidth,
      height: video.videoHeight,
      time: video.currentTime,
      paused: video.paused,
      colour: [0, 0, 0],
      mark: "",
    };
    if (!video.videoWidth) return seen;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
    let mark = 0;
    const sorted = [[], [], []];
    for (let at = 0; at < data.length; at += 4) {
      for (let part = 0; part < 3; part += 1) {
        sorted[part].push(data[at + part]);
        mark = (mark * 31 + data[at + part]) >>> 0;
      }
    }
    // The median, because a bright bar travels over the person's colour.
    seen.colour = sorted.map((part) => part.sort((a, b) => a - b)[part.length >> 1]);
    seen.mark = String(mark);
    return seen;
  }

  /** Pictures of all videos that match. */
  function see(selector) {
    return [...document.querySelectorAll(selector)].filter((element) => element instanceof HTMLVideoElement).map(look);
  }

  window.visioSenses = { hear, see };
  return window.visioSenses;
})()
