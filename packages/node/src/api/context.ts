import type { SuiteName } from "@tallystick/core/algorithms";
import type { App } from "@tallystick/ledger/app/define-app";
import type { LedgerReader } from "@tallystick/ledger/ledger-reader";
import type { OutcomeDefinition } from "@tallystick/ledger/outcomes";
import type { Access } from "../access/open-access.ts";
import type { Aggregator } from "../aggregator.ts";
import type { CertificatePrinter } from "../documents/certificate/certificate-printer.ts";
import type { Engine, Logged, Refused } from "../engine/engine.ts";
import type { MemberCall } from "../member-calls.ts";
import type { Metrics } from "../metrics.ts";
import type { DiskUse } from "../ops/disk-use.ts";
import type { NetworkOperationReport, NetworkReport } from "../ops/network/network-report.ts";
import type { Receipts } from "../receipts.ts";
import type { LabelSearch } from "../search/label-search.ts";
import type { ConsolePages } from "./console-pages.ts";
import type { ApiLimits } from "./limits.ts";

/** A statement's outcome, on the log or not. */
export type Settled = Logged | Refused;

/** Everything that the routes are made from. */
export interface ApiContext {
  readonly engine: Engine;
  readonly receipts: Receipts;
  readonly aggregator: Aggregator;
  readonly metrics: Metrics;
  readonly limits: ApiLimits;
  /** Finds evidence by label. */
  readonly labels: Pick<LabelSearch, "find" | "suggest">;
  readonly apps: readonly App[];
  readonly outcomes: ReadonlyMap<number, OutcomeDefinition>;
  readonly ledger: {
    readonly id: Uint8Array;
    readonly name: string;
    readonly suite: SuiteName;
    readonly organisation: string;
    readonly genesis: Uint8Array;
    /** Text of the trust file. */
    readonly trust: string;
  };
  /** Certificates of deposit. */
  readonly certificates: {
    readonly printer: Pick<CertificatePrinter, "print">;
    /** Address of the verification page that QR codes lead to; the node's own unless given. */
    readonly verifyAt: string | undefined;
  };
  /** Version of the program. */
  readonly version: string;
  /** Who is let in to what. */
  readonly access: Access;
  /** Signs a statement as a member whose key the node keeps. */
  readonly sign: (call: MemberCall, member: string) => Promise<Uint8Array>;
  /** Text of the C2SP signed note over the last checkpoint. */
  readonly note: () => Promise<string>;
  /** What is kept of a batch that this node ordered, by log index: see batch-record.ts. */
  readonly readBatch: (index: number) => Uint8Array | undefined;
  /** State answers that take a trust file further, after a height. */
  readonly trustUpdates: (reader: LedgerReader, after: number) => readonly Uint8Array[];
  /** A consistent copy of everything that a restore needs, taken when it is first read from. */
  readonly backup: (options: { includePassphrase: boolean }) => AsyncIterable<Uint8Array>;
  readonly ready: () => boolean;
  /** What the node takes of its disk. */
  readonly disk: () => Promise<DiskUse>;
  /** The network that orders the ledger; undefined when one organisation runs it alone. */
  readonly network: {
    readonly engine: "embedded" | "cometbft";
    readonly report: () => Promise<NetworkReport | undefined>;
    readonly operation: () => Promise<NetworkOperationReport | undefined>;
  };
  /** Pages for people. */
  readonly pages: {
    readonly console: ConsolePages;
    readonly verifier: () => Promise<string>;
  };
}
