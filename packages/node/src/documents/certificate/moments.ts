import { utcTime } from "@tallystick/console/web/format";

const BEIJING_MS = 8 * 3_600_000;

/**
 * A moment in two clocks: in Chinese Beijing time first, in English UTC first. Both are rounded up to
 * the second, as the sentence around them says "no later than".
 *
 * @param time milliseconds since 1970-01-01T00:00:00Z
 */
export function moments(
  time: number,
  lang: "en" | "zh",
): { readonly first: string; readonly second: string } {
  const utc = utcTime(time, lang);
  const beijing = utcTime(time + BEIJING_MS, lang);
  return lang === "zh"
    ? { first: beijing.replace("UTC", "（北京时间）").replace(" （", "（"), second: utc }
    : { first: utc, second: beijing.replace("UTC", "Beijing time (UTC+8)") };
}
