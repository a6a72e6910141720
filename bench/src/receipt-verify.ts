import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { portableSuite } from "@tallystick/core/suite/portable";
import { verify } from "@tallystick/core/verify";
import { type BenchContext, numberOption, runBench } from "./harness/bench.ts";
import { type LargeReceipt, largeReceipt } from "./harness/large-receipt.ts";
import { rounded, timeCalls } from "./harness/statistics.ts";

const KINDS = [
  ["intl", "Ed25519"],
  ["intl", "ES256"],
  ["gm", "SM2"],
] as const;

const SUITES = {
  node: { intl: nodeSuite("intl"), gm: nodeSuite("gm") },
  portable: { intl: portableSuite("intl"), gm: portableSuite("gm") },
} as const;

/** All of verify(): the bytes are decoded anew each time, and the file's digest is compared. */
function measureTime(
  large: LargeReceipt,
  backend: "node" | "portable",
  milliseconds: number,
): ReturnType<typeof timeCalls> {
  const { receipt, trust, digests, fileSize } = large;
  const input = {
    receipt,
    trust,
    file: { digests, size: fileSize },
    suites: (name: "intl" | "gm") => SUITES[backend][name],
  };
  if (!verify(input).valid) throw new Error("the receipt does not verify");
  return timeCalls(() => void verify(input), milliseconds);
}

async function measure(context: BenchContext): Promise<void> {
  const milliseconds = 1000 * numberOption(context, "seconds", 1.5);
  for (const [suite, algorithm] of KINDS) {
    for (const organisations of [1, 4]) {
      const large = await largeReceipt(suite, algorithm, organisations);
      const about = { suite, algorithm, organisations, logSize: 1e9 };
      context.emit({
        what: "size",
        value: large.receipt.length,
        unit: "bytes",
        ...about,
        target: 2048 + 1024 * organisations,
      });
      for (const backend of ["node", "portable"] as const) {
        const { perSecond, p50, p99 } = measureTime(large, backend, milliseconds);
        context.emit({
          what: "verify",
          value: rounded(1000 / perSecond),
          unit: "ms",
          ...about,
          backend,
          p50Ms: p50,
          p99Ms: p99,
          perSecond,
          ...(backend === "node" && { targetMs: 2 }),
        });
      }
    }
  }
}

/** Size of a receipt at 10^9 entries and the time of one verify(): `--seconds 1.5` for each figure. */
await runBench("receipt-verify", measure);
