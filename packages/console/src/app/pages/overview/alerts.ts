import type { Disk, Expiry, Network } from "../../api/network.ts";
import { BEHIND_WARNING, DISK_FREE_WARNING, DISK_FREE_WORRY } from "../../limits.ts";

/** What the alerts are found in; what is not known is absent. */
export interface Situation {
  /** False once questions to the node get no answer. */
  readonly reachable: boolean;
  readonly ready: boolean | undefined;
  readonly network: Network | null | undefined;
  readonly disk: Disk | undefined;
  readonly expiries: readonly Expiry[] | undefined;
}

/** Something that somebody should look at. `worry` goes before `warning`. */
export interface Alert {
  readonly level: "worry" | "warning";
  readonly code:
    | "unreachable"
    | "notReady"
    | "halted"
    | "noQuorum"
    | "noReserve"
    | "missing"
    | "catchingUp"
    | "lagging"
    | "misconduct"
    | "diskFull"
    | "diskLow"
    | "expired"
    | "expiring";
  readonly values: Readonly<Record<string, string | number>>;
  /** What ends or has ended, where it is about that. */
  readonly ending?: readonly Expiry[];
}

/** Everything that should be looked at, the worst first. */
export function alertsOf(situation: Situation): readonly Alert[] {
  // What was known before the node went away is no longer news.
  if (!situation.reachable) return [worry("unreachable")];
  const found = [
    ...(situation.ready === false ? [worry("notReady")] : []),
    ...networkAlerts(situation.network ?? undefined),
    ...diskAlerts(situation.disk),
    ...expiryAlerts(situation.expiries ?? []),
  ];
  return [
    ...found.filter(({ level }) => level === "worry"),
    ...found.filter(({ level }) => level === "warning"),
  ];
}

function networkAlerts(network: Network | undefined): Alert[] {
  if (network === undefined) return [];
  const { halted, quorumConnected, missing, mayFail, catchingUp, misconduct } = network;
  const alerts: Alert[] = [];
  if (halted !== null) alerts.push(worry("halted", { code: halted.code }));
  if (!quorumConnected) alerts.push(worry("noQuorum", { quorum: network.quorum }));
  else if (missing > 0) {
    alerts.push(
      missing >= mayFail
        ? worry("noReserve", { count: missing })
        : warning("missing", { count: missing, left: mayFail - missing }),
    );
  }
  if (catchingUp) alerts.push(warning("catchingUp"));
  const lagging = network.organisations.filter(
    ({ id, connected, behind }) =>
      connected && id !== network.organisation && (behind ?? 0) >= BEHIND_WARNING,
  );
  if (lagging.length > 0) {
    alerts.push(warning("lagging", { count: lagging.length, first: lagging[0]?.name ?? "" }));
  }
  const last = misconduct.at(-1);
  if (last !== undefined) {
    const { organisation, height } = last;
    alerts.push(worry("misconduct", { count: misconduct.length, organisation, height }));
  }
  return alerts;
}

function diskAlerts(disk: Disk | undefined): Alert[] {
  if (disk === undefined || disk.totalBytes === 0) return [];
  const free = disk.freeBytes / disk.totalBytes;
  const values = { percent: Math.floor(free * 100) };
  if (free < DISK_FREE_WORRY) return [worry("diskFull", values)];
  return free < DISK_FREE_WARNING ? [warning("diskLow", values)] : [];
}

function expiryAlerts(expiries: readonly Expiry[]): Alert[] {
  const ended = expiries.filter(({ days }) => days === 0);
  const soon = expiries.filter(({ days }) => days > 0 && days <= 30);
  const about = (code: Alert["code"], ending: readonly Expiry[]): Alert[] =>
    ending.length === 0 ? [] : [{ ...warning(code, { count: ending.length }), ending }];
  return [...about("expired", ended), ...about("expiring", soon)];
}

function worry(code: Alert["code"], values: Alert["values"] = {}): Alert {
  return { level: "worry", code, values };
}

function warning(code: Alert["code"], values: Alert["values"] = {}): Alert {
  return { level: "warning", code, values };
}
