/**
 * What a set of votes can bear: the rule for founding a network and for every later change of who votes.
 *
 * CometBFT decides with more than two thirds of the power. Whoever holds a third or more can therefore
 * stop the chain alone, by failing or by refusing.
 */

/** An organisation with its voting power. */
export interface Vote {
  readonly organisation: string;
  /** 1 or more. */
  readonly power: number;
}

/**
 * The least power of an organisation that votes, and what every founder has. CometBFT's weighted median,
 * which makes the time of a block, rounds half of the power down (v0.38.25 types/time WeightedMedian): with
 * powers of 1 it would be the lowest of three times, and one organisation could set the clock back for all.
 */
export const VALIDATOR_POWER_MIN = 10;

/** With fewer organisations each of them can stop the chain alone, whatever the powers. */
export const TOLERANT_ORGANISATIONS_MIN = 4;

/** How many of the strongest voters may be missing while more than two thirds of the power remain. */
export function mayFail(powers: readonly number[]): number {
  const total = sum(powers);
  let left = total;
  let count = 0;
  for (const power of [...powers].sort((a, b) => b - a)) {
    left -= power;
    if (left * 3 <= total * 2) break;
    count += 1;
  }
  return count;
}

/** Those who hold a third of the power or more: each can stop the chain alone. */
export function stopAlone(votes: readonly Vote[]): string[] {
  const total = sum(votes.map(({ power }) => power));
  return votes.filter(({ power }) => power * 3 >= total).map(({ organisation }) => organisation);
}

/**
 * Those whom a change lets stop the chain alone although the powers could be set so that nobody can.
 *
 * Putting out a liar may leave more than three of whom one is too strong. What follows then may leave that one
 * its share or take of it, step by step: otherwise the way back could be barred.
 */
export function madeTooStrong(before: readonly Vote[], after: readonly Vote[]): string[] {
  if (after.length < TOLERANT_ORGANISATIONS_MIN) return [];
  const [had, has] = [before, after].map((votes) => sum(votes.map(({ power }) => power)));
  const endured = (organisation: string, power: number): boolean => {
    const old = before.find((one) => one.organisation === organisation)?.power ?? 0;
    // Shares, compared without a fraction.
    return (
      before.length >= TOLERANT_ORGANISATIONS_MIN &&
      old * 3 >= (had as number) &&
      BigInt(power) * BigInt(had as number) <= BigInt(old) * BigInt(has as number)
    );
  };
  const powers = new Map(after.map(({ organisation, power }) => [organisation, power]));
  return stopAlone(after).filter((one) => !endured(one, powers.get(one) as number));
}

/** What is wrong with a network in which somebody could stop the chain alone; undefined when nobody can. */
export function toleranceWarning(
  organisations: number,
  tooStrong: readonly string[],
): string | undefined {
  if (tooStrong.length === 0) return undefined;
  if (organisations === 1) {
    return `one organisation alone decides everything and stops the ledger when it is down; ${LEAST}`;
  }
  if (organisations < TOLERANT_ORGANISATIONS_MIN) {
    return `${organisations} organisations go on only while all of them work: a single one that is down, cut off or unwilling stops the ledger for everybody; ${LEAST}`;
  }
  return `${tooStrong.join(", ")} ${tooStrong.length === 1 ? "holds" : "each hold"} a third of the votes or more and can stop the ledger alone; give the others more power, or that one less`;
}

const LEAST = "four is the least number of which one may fail";

function sum(powers: readonly number[]): number {
  return powers.reduce((total, power) => total + power, 0);
}
