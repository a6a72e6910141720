/** Shares of an amount: whole numbers over a common whole. */
export interface Share {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Divides an amount by shares: each is floored, then the units that are left go one each to the shares
 * in listed order. The parts sum to the amount whenever the shares sum to one.
 *
 * @param shares each with a denominator above 0 and at most 1; together at most 1
 * @throws RangeError on other shares or an amount below 0, a mistake of the caller
 */
export function allot(amount: bigint, shares: readonly Share[]): bigint[] {
  if (amount < 0n) throw new RangeError("an amount is not below 0");
  let common = 1n;
  for (const { numerator, denominator } of shares) {
    if (denominator <= 0n || numerator < 0n) throw new RangeError("a share is not below 0");
    // Shares over one whole need no other.
    if (common % denominator !== 0n) common *= denominator;
  }
  const parts: bigint[] = [];
  let whole = 0n;
  let given = 0n;
  for (const { numerator, denominator } of shares) {
    whole += numerator * (common / denominator);
    const part = (amount * numerator) / denominator;
    given += part;
    parts.push(part);
  }
  if (whole > common) throw new RangeError("the shares are more than the whole");
  // Units that the shares stand for together but flooring left over; fewer than there are shares.
  let left = (amount * whole) / common - given;
  for (let i = 0; left > 0n && i < parts.length; i++) {
    const share = shares[i];
    if (share === undefined || share.numerator === 0n) continue;
    parts[i] = (parts[i] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}

/** The share that is left of the whole. @throws RangeError when the shares are more than the whole */
export function remaining(shares: readonly Share[]): Share {
  let numerator = 1n;
  let denominator = 1n;
  for (const share of shares) {
    numerator = numerator * share.denominator - share.numerator * denominator;
    denominator *= share.denominator;
  }
  if (numerator < 0n) throw new RangeError("the shares are more than the whole");
  return { numerator, denominator };
}

/**
 * Takes an amount from sources in their order, each up to what it has.
 *
 * @returns what each gives; less than the amount together when the sources do not have it
 */
export function draw(amount: bigint, sources: readonly bigint[]): bigint[] {
  let wanted = amount;
  return sources.map((has) => {
    // A source that has more than is wanted gives what is wanted.
    if (has > wanted) {
      const last = wanted;
      wanted = 0n;
      return last;
    }
    wanted -= has;
    return has;
  });
}
