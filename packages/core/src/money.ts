/**
 * Amounts of money as text, exactly: `10,000,000.00 CNY` is 1000000000 minor units. ISO 4217 says how
 * many digits the minor unit of a currency has; no fraction is ever a floating-point number.
 */

/** Currencies whose minor unit is not a hundredth (ISO 4217 list one), with its digits. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0),
  ...codes("BHD IQD JOD KWD LYD OMR TND", 3),
  ...codes("CLF UYW", 4),
]);

function codes(list: string, digits: number): (readonly [string, number])[] {
  return list.split(" ").map((code) => [code, digits] as const);
}

const CODE = /^[A-Z]{3}$/;
/** Digits with commas between thousands, in threes or not at all; then, maybe, digits after a point. */
const AMOUNT = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?[ \u00a0]?([A-Z]{3})$/;

/** A text that is no amount. The message says what is wrong with it. */
export class MoneyError extends Error {
  override readonly name = "MoneyError";
}

/** An amount of one currency. */
export interface Money {
  /** Minor units, such as cents. */
  readonly amount: bigint;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** Digits of the minor unit of a currency: 2 unless ISO 4217 says otherwise. */
export function minorDigits(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}

/**
 * Reads `10,000,000.00 CNY`. Neither signs nor exponents, nor more digits than the currency has.
 *
 * @throws MoneyError
 */
export function parseMoney(text: string): Money {
  const match = AMOUNT.exec(text.trim());
  const [, whole = "", fraction = "", currency = ""] = match ?? [];
  if (match === null)
    throw new MoneyError(`not an amount such as 10,000.00 CNY: ${text.slice(0, 40)}`);
  const digits = minorDigits(currency);
  if (fraction.length > digits) {
    throw new MoneyError(
      `${currency} has ${digits} digits after the point, not ${fraction.length}`,
    );
  }
  const units = whole.replaceAll(",", "") + fraction.padEnd(digits, "0");
  if (units.length > 24) throw new MoneyError("the amount has too many digits");
  return { amount: BigInt(units), currency };
}

/** Writes minor units: `10,000,000.00 CNY`. A code that is none is left out, with its digits. */
export function formatMoney(amount: bigint | number, currency: string): string {
  const known = CODE.test(currency);
  const plain = formatUnits(amount, known ? minorDigits(currency) : 0, ",");
  return known ? `${plain} ${currency}` : plain;
}

/** Minor units with a point before the last `digits` digits; `separator` between thousands. */
export function formatUnits(amount: bigint | number, digits: number, separator = ""): string {
  const value = BigInt(amount);
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
  const cut = text.length - digits;
  const whole = text.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, separator);
  const sign = value < 0n ? "-" : "";
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(cut)}`;
}
