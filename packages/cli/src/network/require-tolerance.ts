import { stopAlone, toleranceWarning } from "@tallystick/apps/membership/fault-tolerance";
import { remark } from "../answer.ts";
import { CommandError } from "../failure.ts";

/** Refuses a network that cannot lose anybody, unless that is wanted. @throws CommandError `no-fault-tolerance` */
export function requireTolerance(organisations: number, accepted: boolean | undefined): void {
  const votes = Array.from({ length: organisations }, (_, i) => ({
    organisation: `${i}`,
    power: 1,
  }));
  const warning = toleranceWarning(organisations, stopAlone(votes));
  if (warning === undefined) return;
  if (!accepted) {
    const fix = "take four or more, or add --accept-no-fault-tolerance when that is what you want";
    throw new CommandError("no-fault-tolerance", warning, fix);
  }
  remark(`Without fault tolerance: ${warning}.`);
}
