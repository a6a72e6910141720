import { Counter, Gauge, type Registry } from "prom-client";
import type { NetworkSample } from "./network-sample.ts";
import type { NetworkReport } from "./ops/network/network-report.ts";

type Label = "organisation" | "kind" | "code";
/** A value, alone or one for each set of labels. */
type Reading = readonly (readonly [Partial<Record<Label, string>>, number])[];

interface Definition {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
  readonly read: (sample: NetworkSample) => Reading;
}

/** A look at the network serves all values of one scrape. */
const SAMPLE_MS = 500;

/**
 * Adds the figures of a network to a node's metrics. `docs/operate/monitoring.md` lists them. While the
 * network cannot be looked at they are absent, as are those that are not known.
 *
 * @param look called when somebody scrapes
 */
export function addNetworkMetrics(
  registry: Registry,
  look: () => Promise<NetworkSample | undefined>,
): void {
  let at = Number.NEGATIVE_INFINITY;
  let sample: Promise<NetworkSample | undefined> | undefined;
  const latest = (): Promise<NetworkSample | undefined> => {
    const now = performance.now();
    if (sample === undefined || now - at > SAMPLE_MS) {
      at = now;
      sample = look().catch(() => undefined);
    }
    return sample;
  };
  const readings = async (read: Definition["read"]): Promise<Reading> => {
    const found = await latest();
    return found === undefined ? [] : read(found);
  };
  for (const { name, help, labels, read } of DEFINITIONS) {
    const settings = { name, help, labelNames: [...labels], registers: [registry] };
    if (name.endsWith("_total")) {
      new Counter({
        ...settings,
        async collect() {
          const values = await readings(read);
          clear(this, labels);
          for (const [named, value] of values) this.inc(named, value);
        },
      });
    } else {
      new Gauge({
        ...settings,
        async collect() {
          const values = await readings(read);
          clear(this, labels);
          for (const [named, value] of values) this.set(named, value);
        },
      });
    }
  }
}

/** Forget the values of the last scrape. */
function clear(metric: Counter | Gauge, labels: readonly Label[]): void {
  metric.reset();
  // One without labels begins at 0 again, which would be a claim.
  if (labels.length === 0) metric.remove();
}

function one(value: number | null | undefined): Reading {
  return value === null || value === undefined ? [] : [[{}, value]];
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function bool(value: boolean): Reading {
  return one(value ? 1 : 0);
}

/** A value for each organisation for which there is one. */
function each(
  { report }: NetworkSample,
  read: (organisation: NetworkReport["organisations"][number]) => number | null,
): Reading {
  return report.organisations.flatMap((organisation) => {
    const value = read(organisation);
    return value === null ? [] : [[{ organisation: organisation.id }, value] as const];
  });
}

function plain(name: string, help: string, read: Definition["read"]): Definition {
  return { name: `tallystick_${name}`, help, labels: [], read };
}

function byOrganisation(
  name: string,
  help: string,
  read: (organisation: NetworkReport["organisations"][number]) => number | null,
): Definition {
  const labels = ["organisation"] as const;
  return { name: `tallystick_${name}`, help, labels, read: (sample) => each(sample, read) };
}

function casesByKind({ report }: NetworkSample): Reading {
  const counts = new Map<string, [{ organisation: string; kind: string }, number]>();
  for (const { organisation, kind } of report.misconduct) {
    const name = `${organisation} ${kind}`;
    counts.set(name, [{ organisation, kind }, (counts.get(name)?.[1] ?? 0) + 1]);
  }
  return [...counts.values()];
}

const DEFINITIONS: readonly Definition[] = [
  byOrganisation(
    "organisation_height_blocks",
    "Last block of each organisation's node, as far as this node has been told",
    ({ height }) => height,
  ),
  byOrganisation(
    "organisation_behind_blocks",
    "Blocks that each organisation is behind the furthest",
    ({ behind }) => behind,
  ),
  byOrganisation(
    "organisation_connected_bool",
    "1 for the node's own organisation and for those that its engine is connected with",
    ({ connected }) => (connected ? 1 : 0),
  ),
  byOrganisation(
    "organisation_signed_certificates",
    "In how many of the last certificates each organisation's signature stands",
    ({ signed }) => signed,
  ),
  byOrganisation(
    "organisation_power_votes",
    "Voting power of each organisation",
    ({ power }) => power,
  ),
  plain("recent_certificates", "Certificates that were looked at for signatures", ({ report }) =>
    one(report.certificates.length),
  ),
  plain(
    "last_certificate_time_seconds",
    "Time that the last certificate claims, since 1970 UTC",
    ({ report }) => one(seconds(report.certificates[0]?.time)),
  ),
  plain("uncertified_entries", "Entries that no certificate covers yet", ({ uncertified }) =>
    one(uncertified),
  ),
  plain("quorum_organisations", "Organisations that must sign a checkpoint", ({ report }) =>
    one(report.quorum),
  ),
  plain("may_fail_organisations", "Organisations that may fail at once", ({ report }) =>
    one(report.mayFail),
  ),
  plain("missing_organisations", "Organisations that are not connected", ({ report }) =>
    one(report.missing),
  ),
  plain("quorum_connected_bool", "1 while enough are connected to go on", ({ report }) =>
    bool(report.quorumConnected),
  ),
  plain("catching_up_bool", "1 while this node fetches blocks that others have", ({ report }) =>
    bool(report.catchingUp),
  ),
  {
    name: "tallystick_misconduct_cases",
    help: "Cases in which an organisation was caught, by kind; kept over restarts",
    labels: ["organisation", "kind"],
    read: casesByKind,
  },
  {
    name: "tallystick_halted_bool",
    help: "1 when this node has halted, by the code of its fault",
    labels: ["code"],
    read: ({ report: { halted } }) => (halted === null ? [] : [[{ code: halted.code }, 1]]),
  },
  plain("halt_reports", "Reports of halts in the data directory", ({ operation }) =>
    one(operation.halts.length),
  ),
  plain("engine_answers_bool", "1 while the consensus engine answers", ({ operation }) =>
    bool(operation.engine.earliestHeight !== null),
  ),
  plain("engine_restarts_total", "Restarts of the engine since the node started", (sample) =>
    one(sample.operation.engine.restarts),
  ),
  plain("engine_quarantined_total", "Damaged logs of the engine put aside", (sample) =>
    one(sample.operation.engine.quarantined),
  ),
  plain("engine_peers", "Peers that the engine is connected with", ({ operation }) =>
    one(operation.peers.length),
  ),
  plain("mempool_transactions", "Transactions that wait in the mempool", ({ mempool }) =>
    one(mempool?.transactions),
  ),
  plain("mempool_bytes", "Bytes of those transactions", ({ mempool }) => one(mempool?.bytes)),
  plain("engine_bytes", "Size of the engine's files on disk", ({ operation }) =>
    one(operation.disk.engineBytes),
  ),
  plain("disk_free_bytes", "Room left on the disk of the data directory", ({ operation }) =>
    one(operation.disk.freeBytes),
  ),
  plain("disk_size_bytes", "Size of that disk", ({ operation }) => one(operation.disk.totalBytes)),
  plain("snapshot_height_blocks", "Block of the newest snapshot", ({ snapshot }) =>
    one(snapshot?.height),
  ),
  plain("snapshot_time_seconds", "Time of that block, since 1970 UTC", ({ snapshot }) =>
    one(seconds(snapshot?.time)),
  ),
];
