/** Times of certificates (RFC 5280 s4.1.2.5) as milliseconds since 1970 UTC, by arithmetic alone. */
import { DerError, type DerItem, TAG } from "./der.ts";

const DAY_MS = 86_400_000;
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (MONTHS[month - 1] ?? 0);
}

/** Days from 1970-01-01 to the first of January of a year from 1950 on. */
function daysBefore(year: number): number {
  let days = 0;
  for (let y = 1970; y < year; y++) days += isLeap(y) ? 366 : 365;
  for (let y = year; y < 1970; y++) days -= isLeap(y) ? 366 : 365;
  return days;
}

/** UTCTime up to 2049 and GeneralizedTime from 2050, both to the second and in Z. @throws DerError */
export function timeValue({ tag, content }: DerItem): number {
  const long = tag === TAG.generalizedTime;
  if (!long && tag !== TAG.utcTime) throw new DerError("not a time");
  const digits = long ? 14 : 12;
  if (content.length !== digits + 1 || content[digits] !== 0x5a) throw new DerError("not a time");
  let text = "";
  for (const byte of content.subarray(0, digits)) {
    if (byte < 0x30 || byte > 0x39) throw new DerError("not a time");
    text += String.fromCharCode(byte);
  }
  const short = Number(text.slice(0, 2));
  const year = long ? Number(text.slice(0, 4)) : short + (short >= 50 ? 1900 : 2000);
  // 9999-12-31 stands for "no end" (RFC 5280 s4.1.2.5); years before 2050 have the short form.
  if (long && year < 2050) throw new DerError("a year in the wrong form");
  const rest = text.slice(long ? 4 : 2);
  const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((at) =>
    Number(rest.slice(at, at + 2)),
  ) as [number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    throw new DerError("not a day");
  if (hour > 23 || minute > 59 || second > 59) throw new DerError("not a time of day");
  let days = daysBefore(year) + day - 1;
  for (let m = 1; m < month; m++) days += daysIn(year, m);
  return days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
}
