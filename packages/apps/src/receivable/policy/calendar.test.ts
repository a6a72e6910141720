import { expect, test } from "vitest";
import {
  addMonths,
  businessDay,
  dateOfDay,
  dayOfDate,
  dayOfText,
  dayOfTime,
  endOfDay,
  isBusinessDay,
  startOfDay,
  textOfDay,
  weekdayOf,
} from "./calendar.ts";

/** Date, its day, its day of the week, months, the date that many later: computed by Python's datetime and calendar. */
const BY_PYTHON: readonly (readonly [string, number, number, number, string])[] = [
  ["1970-01-01", 0, 4, 6, "1970-07-01"],
  ["1972-02-29", 789, 2, 12, "1973-02-28"],
  ["1999-12-31", 10956, 5, 1, "2000-01-31"],
  ["2000-02-29", 11016, 2, 3, "2000-05-29"],
  ["2024-02-29", 19782, 4, 12, "2025-02-28"],
  ["2023-08-31", 19600, 4, 12, "2024-08-31"],
  ["2025-06-15", 20254, 7, 2, "2025-08-15"],
  ["2026-11-21", 20778, 6, 11, "2027-10-21"],
  ["2026-12-31", 20818, 4, 6, "2027-06-30"],
  ["2027-01-29", 20847, 5, 12, "2028-01-29"],
  ["2027-01-30", 20848, 6, 1, "2027-02-28"],
  ["2027-01-31", 20849, 7, 3, "2027-04-30"],
  ["2028-02-29", 21243, 2, 6, "2028-08-29"],
  ["2096-02-29", 46080, 3, 12, "2097-02-28"],
  ["2100-02-28", 47540, 7, 2, "2100-04-28"],
  ["9998-12-31", 2932531, 4, 11, "9999-11-30"],
  ["5688-10-08", 1358253, 5, 6, "5689-04-08"],
  ["3702-04-18", 632707, 2, 12, "3703-04-18"],
  ["6504-01-01", 1656009, 2, 1, "6504-02-01"],
  ["9445-01-30", 2730217, 4, 3, "9445-04-30"],
  ["2524-07-02", 202527, 7, 6, "2525-01-02"],
  ["2801-10-30", 303819, 2, 12, "2802-10-30"],
  ["8123-11-12", 2247652, 5, 2, "8124-01-12"],
  ["3050-12-15", 394810, 7, 11, "3051-11-15"],
  ["6169-06-06", 1533810, 2, 6, "6169-12-06"],
  ["8662-07-07", 2444390, 1, 12, "8663-07-07"],
  ["2636-01-15", 243265, 5, 1, "2636-02-15"],
  ["7797-03-12", 2128339, 7, 3, "7797-06-12"],
  ["4435-07-06", 900509, 5, 6, "4436-01-06"],
  ["2400-08-02", 157268, 3, 12, "2401-08-02"],
  ["2956-12-25", 360488, 6, 2, "2957-02-25"],
  ["6949-10-26", 1818841, 7, 11, "6950-09-26"],
  ["6772-02-17", 1753941, 4, 6, "6772-08-17"],
  ["2772-03-11", 292994, 6, 12, "2773-03-11"],
  ["4733-09-06", 1009413, 3, 1, "4733-10-06"],
  ["3011-09-18", 380477, 3, 3, "3011-12-18"],
  ["8298-01-05", 2311259, 3, 6, "8298-07-05"],
  ["6845-01-05", 1780562, 4, 12, "6846-01-05"],
  ["2648-10-20", 247927, 5, 2, "2648-12-20"],
  ["8463-06-14", 2371684, 4, 11, "8464-05-14"],
];

test.each(BY_PYTHON)("%s is day %i", (date, day, weekday, months, later) => {
  expect(dayOfText(date)).toBe(day);
  expect(textOfDay(day)).toBe(date);
  expect(weekdayOf(day)).toBe(weekday);
  expect(textOfDay(addMonths(day, months))).toBe(later);
});

test("every day of eight centuries is the platform's", () => {
  const wrong: number[] = [];
  for (let day = dayOfDate({ year: 1700, month: 1, day: 1 }); textOfDay(day) < "2500"; day++) {
    const time = new Date(day * 86_400_000);
    const { year, month, day: ofMonth } = dateOfDay(day);
    const same =
      year === time.getUTCFullYear() &&
      month === time.getUTCMonth() + 1 &&
      ofMonth === time.getUTCDate() &&
      weekdayOf(day) % 7 === time.getUTCDay() &&
      dayOfDate({ year, month, day: ofMonth }) === day;
    if (!same) wrong.push(day);
  }
  expect(wrong).toEqual([]);
});

test("there is no such date", () => {
  const odd = ["2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00"];
  for (const date of [...odd, "2026-1-01", "26-01-01", "", "2026-01-01T00:00"]) {
    expect([date, dayOfText(date)]).toEqual([date, undefined]);
  }
});

test("a day begins at midnight of its zone", () => {
  // 2026-11-20T16:00Z is midnight of the 21st in Beijing, and one millisecond before it is the 20th.
  const midnight = Date.UTC(2026, 10, 20, 16);
  expect(textOfDay(dayOfTime(midnight, 480))).toBe("2026-11-21");
  expect(textOfDay(dayOfTime(midnight - 1, 480))).toBe("2026-11-20");
  expect(textOfDay(dayOfTime(midnight, 0))).toBe("2026-11-20");
  expect(textOfDay(dayOfTime(midnight, -720))).toBe("2026-11-20");
  expect(startOfDay(dayOfTime(midnight, 480), 480)).toBe(midnight);
  expect(endOfDay(dayOfTime(midnight, 480), 480)).toBe(midnight + 86_400_000 - 1);
});

test("payment follows to the next day on which banks work", () => {
  // The National Day holiday of 2026 as published for 2026: 1 to 7 October, worked off on 20 September and 10 October.
  const calendar = {
    weekend: [6, 7],
    holidays: [1, 2, 3, 4, 5, 6, 7].map((day) => `2026-10-0${day}`),
    workdays: ["2026-09-20", "2026-10-10"],
  };
  const next = (date: string) => textOfDay(businessDay(calendar, dayOfText(date) ?? Number.NaN));
  expect(next("2026-09-30")).toBe("2026-09-30");
  expect(next("2026-10-01")).toBe("2026-10-08");
  expect(next("2026-10-10")).toBe("2026-10-10");
  expect(next("2026-10-11")).toBe("2026-10-12");
  expect(isBusinessDay(calendar, dayOfText("2026-09-19") ?? 0)).toBe(false);
  expect(isBusinessDay(calendar, dayOfText("2026-09-20") ?? 0)).toBe(true);
});

test("a calendar without a working day leaves the day as it is", () => {
  const never = { weekend: [1, 2, 3, 4, 5, 6, 7], holidays: [], workdays: [] };
  expect(businessDay(never, 20_000)).toBe(20_000);
});
