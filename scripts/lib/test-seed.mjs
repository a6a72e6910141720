// The one seed of everything in the tests that is drawn: TALLYSTICK_SEED, which is a number, or the word
// `random` for a fresh one. A fresh seed is put in its place, so that all children have the same.

/** What a run draws from when nobody says otherwise: the same everywhere, so that CI is the same every time. */
const USUAL = 1;

/** Seeds are multiplied by a billion on the way to the single steps of a run, and stay whole numbers. */
const BELOW = 1_000_000;

/** The seed of this run, below a million. Throws for anything else than a number or `random`. */
export function testSeed() {
  const asked = process.env.TALLYSTICK_SEED || String(USUAL);
  const seed = asked === "random" ? Math.floor(Math.random() * BELOW) : Number(asked);
  if (!Number.isInteger(seed) || seed < 0 || seed >= BELOW) {
    throw new RangeError(`TALLYSTICK_SEED=${asked}: not "random", nor a number below ${BELOW}`);
  }
  if (asked === "random") console.log(`TALLYSTICK_SEED=${seed} draws the same again`);
  process.env.TALLYSTICK_SEED = String(seed);
  return seed;
}
