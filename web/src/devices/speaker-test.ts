const SAMPLE_RATE = 24_000;
const HEADER_BYTES = 44;
/** Three soft notes, 2 s in all: hertz, begin and length in seconds. */
const NOTES = [
  { frequency: 523.25, begin: 0, length: 0.6 },
  { frequency: 659.25, begin: 0.6, length: 0.6 },
  { frequency: 783.99, begin: 1.2, length: 0.8 },
];
const LENGTH = 2;

/** Plays 2 s of sound on a speaker; ends when it has been played. @throws DOMException where the speaker is gone. */
export async function playTest(speakerId: string | undefined): Promise<void> {
  const address = URL.createObjectURL(new Blob([wave(samples())], { type: "audio/wav" }));
  const audio = new Audio(address);
  try {
    if (speakerId !== undefined && canChooseSpeaker()) await audio.setSinkId(speakerId);
    const ended = new Promise<void>((resolve) => audio.addEventListener("ended", () => resolve()));
    await audio.play();
    await ended;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Whether this browser lets a page choose where it is heard. */
export function canChooseSpeaker(): boolean {
  return "setSinkId" in HTMLMediaElement.prototype;
}

function samples(): Float32Array {
  const sound = new Float32Array(SAMPLE_RATE * LENGTH);
  for (const { frequency, begin, length } of NOTES) {
    const count = Math.floor(length * SAMPLE_RATE);
    for (let i = 0; i < count; i += 1) {
      const swell = Math.sin((Math.PI * i) / count) ** 2;
      sound[begin * SAMPLE_RATE + i] = 0.3 * swell * Math.sin((2 * Math.PI * frequency * i) / SAMPLE_RATE);
    }
  }
  return sound;
}

/** A RIFF/WAVE file: one channel, 16 bits. */
function wave(sound: Float32Array): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + sound.length * 2));
  const text = (offset: number, word: string) => {
    for (let i = 0; i < word.length; i += 1) view.setUint8(offset + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLE_RATE, true);
  view.setUint32(28, SAMPLE_RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, sound.length * 2, true);
  sound.forEach((sample, i) => {
    view.setInt16(HEADER_BYTES + i * 2, sample * 0x7fff, true);
  });
  return view.buffer;
}
