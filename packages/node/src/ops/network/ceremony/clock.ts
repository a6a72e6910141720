import { CLOCK_SKEW_MS } from "@tallystick/core/limits";
import { CeremonyError } from "./ceremony-error.ts";

/**
 * Refuse a time that lies in the future, beyond what two honest clocks may differ by.
 *
 * @param what such as "the answer of bank"
 * @throws CeremonyError `clock`
 */
export function requirePast(what: string, time: number, now: number): void {
  if (time <= now + CLOCK_SKEW_MS) return;
  const minutes = Math.round((time - now) / 60_000);
  throw new CeremonyError(
    "clock",
    `${what} was made ${minutes} minutes in the future, by the clock of this machine`,
    "set the clocks of both machines by NTP, and have the file made again if the other one was wrong",
  );
}
