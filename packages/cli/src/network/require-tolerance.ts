import { faultTolerance, toleranceWarning } from "@tallystick/node/ops/network/fault-tolerance";
import { remark } from "../answer.ts";
import { CommandError } from "../failure.ts";

/** Refuses a network that cannot lose anybody, unless that is wanted. @throws CommandError `no-fault-tolerance` */
export function requireTolerance(organisations: number, accepted: boolean | undefined): void {
  const powers = Array.from({ length: organisations }, () => 1);
  const warning = toleranceWarning(faultTolerance(powers));
  if (warning === undefined) return;
  if (!accepted) {
    const fix = "take four or more, or add --accept-no-fault-tolerance when that is what you want";
    throw new CommandError("no-fault-tolerance", warning, fix);
  }
  remark(`Without fault tolerance: ${warning}.`);
}
