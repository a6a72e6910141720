import { Counter, Gauge, type Registry } from "prom-client";
import { EXPIRY_KINDS, type Expiry, WARNING_DAYS } from "./expiries.ts";
import type { PrincipalKind } from "./principal.ts";

/** What is read when somebody scrapes. */
export interface AccessReadings {
  readonly sessions: () => number;
  readonly expiries: (now: number) => readonly Expiry[];
}

/** Metrics of access. @returns what counts a decision */
export function accessMetrics(
  registry: Registry,
  readings: AccessReadings,
): (decision: string, kind: PrincipalKind) => void {
  const registers = [registry];
  const decisions = new Counter({
    name: "tallystick_access_decisions_total",
    help: "Decisions about access, by what was decided and on what the request was let in",
    labelNames: ["decision", "kind"],
    registers,
  });
  new Gauge({
    name: "tallystick_sessions",
    help: "Sessions of staff",
    registers,
    collect() {
      this.set(readings.sessions());
    },
  });
  new Gauge({
    name: "tallystick_expiring_items",
    help: "Certificates, keys and tokens that end within so many days (0: have ended in the last 30)",
    labelNames: ["kind", "days"],
    registers,
    collect() {
      const now = Date.now();
      const expiries = readings.expiries(now);
      for (const kind of EXPIRY_KINDS) {
        const ends = expiries.filter((one) => one.kind === kind).map((one) => one.ends);
        this.set({ kind, days: "0" }, ends.filter((end) => end <= now).length);
        for (const days of WARNING_DAYS) {
          const until = now + days * 86_400_000;
          const within = ends.filter((end) => end > now && end <= until).length;
          this.set({ kind, days: `${days}` }, within);
        }
      }
    },
  });
  return (decision, kind) => decisions.inc({ decision, kind });
}
