/** An amount of money in minor units (fen, cents), exact at any size, with its currency. */
export function Amount(props: {
  /** Minor units as an integer in decimal digits, or a bigint. */
  minor: bigint | string | number;
  /** ISO 4217 code. */
  currency: string;
  /** Decimal places of the currency; 2 unless given. */
  places?: number;
}) {
  const { minor, currency, places = 2 } = props;
  return (
    <span className="amount">
      {formatAmount(BigInt(minor), places)} <abbr className="amount-currency">{currency}</abbr>
    </span>
  );
}

/** `123456n` with 2 places as `1 234.56`, with thin spaces between groups of three. */
export function formatAmount(minor: bigint, places: number): string {
  const sign = minor < 0n ? "−" : "";
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const rest = digits.slice(digits.length - places);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${sign}${grouped}${places === 0 ? "" : `.${rest}`}`;
}
