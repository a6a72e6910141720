import type { Lang } from "./language.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const two = (value: number) => String(value).padStart(2, "0");

/**
 * A moment in UTC, to the second, rounded up: the sentence around it says "no later than", and a
 * moment rounded down would claim up to a second more than was proven. Its date and its clock do not
 * break across lines.
 *
 * @param time milliseconds since 1970-01-01T00:00:00Z
 */
export function utcTime(time: number, lang: Lang): string {
  const date = new Date(Math.ceil(time / 1000) * 1000);
  if (Number.isNaN(date.getTime())) return String(time);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(":");
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return lang === "zh"
    ? `${year}年${month + 1}月${day}日 ${clock} UTC`
    : `${day}\u00a0${MONTHS[month]}\u00a0${year}, ${clock}\u00a0UTC`;
}

/** The same moment on the reader's own clock, with its offset from UTC. */
export function localTime(time: number): string {
  const date = new Date(Math.ceil(time / 1000) * 1000);
  if (Number.isNaN(date.getTime())) return String(time);
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? "−" : "+";
  const zone = `UTC${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day} ${clock} (${zone})`;
}

/** A size in bytes with a binary unit, three significant digits at most. */
export function fileSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A whole number with thin spaces between groups of three, the same in every language. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A digest in groups of four digits, as people compare fingerprints. */
export function groups(hex: string): string[] {
  return hex.match(/.{1,4}/g) ?? [];
}

/**
 * A name inside a sentence, closed off so that right-to-left characters in it turn nothing around but
 * themselves (Unicode FSI and PDI).
 */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
