/**
 * Civil dates and banking days as whole numbers: no time zone data, no locale, the same on every node.
 * A day is the count of days since 1970-01-01 in the civil calendar of a place at a fixed offset from
 * UTC. The conversion follows the proleptic Gregorian calendar (ISO 8601-1:2019 s4.2.1).
 */

/** A date of the Gregorian calendar; months from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS_400_YEARS = 146_097;
/** Days from 0000-03-01 to 1970-01-01: years begin in March, so that a leap day ends one. */
const MARCH_EPOCH = 719_468;

const quotient = (value: number, by: number): number => Math.floor(value / by);

/** The day of a date. @param date month 1 to 12; the day may lie outside the month and then counts on */
export function dayOfDate({ year, month, day }: CivilDate): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % 12;
  const leapDays = quotient(marchYear, 4) - quotient(marchYear, 100) + quotient(marchYear, 400);
  const dayOfYear = quotient(153 * marchMonth + 2, 5) + day - 1;
  return marchYear * 365 + leapDays + dayOfYear - MARCH_EPOCH;
}

/** The date of a day. */
export function dateOfDay(day: number): CivilDate {
  const fromMarch = day + MARCH_EPOCH;
  const era = quotient(fromMarch, DAYS_400_YEARS);
  const inEra = fromMarch - era * DAYS_400_YEARS;
  const ofEra = quotient(
    inEra - quotient(inEra, 1460) + quotient(inEra, 36_524) - quotient(inEra, 146_096),
    365,
  );
  const ofYear = inEra - (365 * ofEra + quotient(ofEra, 4) - quotient(ofEra, 100));
  const marchMonth = quotient(5 * ofYear + 2, 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = ofEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: ofYear - quotient(153 * marchMonth + 2, 5) + 1 };
}

/** A day from 0000-01-01 to 9999-12-31 as `2027-05-31` (ISO 8601-1 s5.2.2.1, extended format). */
export function textOfDay(value: number): string {
  const { year, month, day } = dateOfDay(value);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** The day of a date such as `2027-05-31`, or undefined when the calendar has no such day. */
export function dayOfText(text: string): number | undefined {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return undefined;
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  if (month < 1 || month > 12) return undefined;
  const value = dayOfDate({ year, month, day });
  return textOfDay(value) === text ? value : undefined;
}

/** The day in which a moment lies, at an offset from UTC. @param time ms since 1970 UTC */
export function dayOfTime(time: number, utcOffsetMinutes: number): number {
  return quotient(time + utcOffsetMinutes * MINUTE_MS, DAY_MS);
}

/** The first moment of a day at an offset from UTC, ms since 1970 UTC. Of 1970-01-01 it may be below 0. */
export function startOfDay(day: number, utcOffsetMinutes: number): number {
  return day * DAY_MS - utcOffsetMinutes * MINUTE_MS;
}

/** The last millisecond of a day at an offset from UTC. */
export function endOfDay(day: number, utcOffsetMinutes: number): number {
  return startOfDay(day + 1, utcOffsetMinutes) - 1;
}

/** Day of the week by ISO 8601: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Days of a month. */
export function daysInMonth(year: number, month: number): number {
  const next =
    month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return dayOfDate(next) - dayOfDate({ year, month, day: 1 });
}

/**
 * The day some calendar months later. Where that month is shorter, its last day: a month from 31 January
 * ends on 28 or 29 February (so article 107 of the Negotiable Instruments Law of China counts months).
 */
export function addMonths(day: number, months: number): number {
  const from = dateOfDay(day);
  const count = from.year * 12 + (from.month - 1) + months;
  const year = quotient(count, 12);
  const month = count - year * 12 + 1;
  return dayOfDate({ year, month, day: Math.min(from.day, daysInMonth(year, month)) });
}

/** What decides whether banks work on a day. */
export interface WorkingDays {
  /** Days of the week that are free, 1 is Monday. */
  readonly weekend: readonly number[];
  /** Dates that are free beside these, such as `2026-10-01`. */
  readonly holidays: readonly string[];
  /** Dates on which banks work although the week says otherwise. */
  readonly workdays: readonly string[];
}

/** True when banks work on a day. */
export function isBusinessDay(calendar: WorkingDays, day: number): boolean {
  const date = textOfDay(day);
  if (calendar.workdays.includes(date)) return true;
  return !calendar.holidays.includes(date) && !calendar.weekend.includes(weekdayOf(day));
}

/** Days in a row that may be free; more would mean that no day is left to pay on. */
const FREE_DAYS_MAX = 400;

/**
 * The day itself when banks work on it, or the next on which they do (following business day). A
 * calendar without any working day within 400 days leaves the day as it is.
 */
export function businessDay(calendar: WorkingDays, day: number): number {
  for (let at = day; at <= day + FREE_DAYS_MAX; at++) if (isBusinessDay(calendar, at)) return at;
  return day;
}
