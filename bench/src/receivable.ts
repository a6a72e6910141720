import type { Settled } from "@tallystick/client/submitter";
import { type BenchContext, numberOption, runBench, suiteOption } from "./harness/bench.ts";
import { startNodeProcess } from "./harness/node-process.ts";
import { type Holder, type Market, openMarket, PART_UNITS } from "./harness/receivable-market.ts";
import { rounded } from "./harness/statistics.ts";

const DAY_MS = 86_400_000;

/** Statements signed at a time: what is signed waits in memory until it is sent. */
const SIGNED_AT_A_TIME = 10_000;

interface Passing {
  readonly certificate: number;
  /** Numbers of the parts, from the first of the certificate. */
  readonly parts: readonly number[];
}

/** Parts spread over the whole certificate, each once. */
function spread(count: number, parts: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor((i * parts) / count));
}

/** Signs beforehand, then sends; seconds for the sending alone. */
async function timed(
  holder: Holder,
  inputs: readonly { readonly action: string; readonly input: object }[],
  connections: number,
): Promise<{ readonly seconds: number; readonly settled: readonly Settled[] }> {
  const settled: Settled[] = [];
  let seconds = 0;
  for (let from = 0; from < inputs.length; from += SIGNED_AT_A_TIME) {
    const some = inputs.slice(from, from + SIGNED_AT_A_TIME);
    const signed = await Promise.all(some.map((one) => holder.client.sign(one)));
    const start = performance.now();
    settled.push(...(await holder.client.send(signed, { inFlight: connections })));
    seconds += (performance.now() - start) / 1000;
  }
  const refused = settled.find(({ accepted }) => !accepted);
  if (refused !== undefined) throw new Error(`not accepted: ${JSON.stringify(refused)}`);
  return { seconds, settled };
}

function offers({ certificate, parts }: Passing, to: Holder, more: object = {}) {
  const expires = Date.now() + DAY_MS;
  return parts.map((part) => ({
    action: "receivable.offer-transfer",
    input: {
      ...{ certificate, start: BigInt(part) * PART_UNITS, to: to.organisation, expires },
      ...more,
    },
  }));
}

/** Every part goes over and, in another statement each, back. */
async function withConsent([one, other]: Market["holders"], passing: Passing, connections: number) {
  const there = await timed(one, offers(passing, other), connections);
  const back = await timed(other, offers(passing, one), connections);
  return { seconds: there.seconds + back.seconds, transfers: 2 * passing.parts.length };
}

/** Every part is offered and accepted: two statements, the second when the number of the first is known. */
async function withAnswer([one, other]: Market["holders"], passing: Passing, connections: number) {
  // What may not be passed on has to be asked for, whatever the consent says. It is given back by one
  // that may, so that every run finds the parts as the last one did.
  const fee = { fee: 0n };
  const asked = await timed(one, offers(passing, other, fee), connections);
  const answers = asked.settled.map((settled) => ({
    action: "receivable.accept",
    input: { certificate: passing.certificate, request: settled.index ?? 0 },
  }));
  const answered = await timed(other, answers, connections);
  await timed(other, offers(passing, one), connections);
  return { seconds: asked.seconds + answered.seconds, transfers: passing.parts.length };
}

/** Transfers a second between two holders, through a node, as the parts of an issue grow in number. */
async function measure(context: BenchContext): Promise<void> {
  const suite = suiteOption(context);
  const sizes = [numberOption(context, "small", 1e4), numberOption(context, "large", 1e6)];
  const transfers = numberOption(context, "transfers", 10_000);
  const connections = numberOption(context, "connections", 16);
  const profile = context.options["cpu-prof"];
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const node = await startNodeProcess(context, { suite, flags });
  const market = await openMarket(node);
  const rates: Record<string, number[]> = { consent: [], answer: [] };
  for (const size of sizes) {
    context.note(`an issue of ${size} parts`);
    const certificate = await market.issue(size);
    const parts = spread(Math.min(transfers, size), size);
    await withConsent(market.holders, { certificate, parts: parts.slice(0, 2000) }, connections);
    for (const [how, run] of [
      ["consent", withConsent],
      ["answer", withAnswer],
    ] as const) {
      const before = node.use();
      const done = await run(market.holders, { certificate, parts }, connections);
      const after = node.use();
      const rate = done.transfers / done.seconds;
      rates[how]?.push(rate);
      context.emit({
        ...{ value: rounded(rate), unit: "transfers/s", suite, parts: size },
        ...{
          how:
            how === "consent"
              ? "standing consent, one statement"
              : "offer and accept, two statements",
        },
        statementsPerSecond: rounded(how === "consent" ? rate : 2 * rate),
        ...{ transfers: done.transfers, connections, store: "lmdb" },
        nodeMicros: rounded(((after.cpuSeconds - before.cpuSeconds) * 1e6) / done.transfers),
        mainThreadMicros: rounded(
          ((after.mainSeconds - before.mainSeconds) * 1e6) / done.transfers,
        ),
        rssMiB: after.rssMiB,
      });
    }
  }
  await node.stop();
  for (const [how, [small = Number.NaN, large = Number.NaN]] of Object.entries(rates)) {
    context.emit({ value: rounded(large / small), unit: "ratio", suite, how, sizes });
  }
}

/** Transfers of receivables: `--small 10000`, `--large 1000000`, `--transfers 10000`, `--connections 16`, `--suite gm`. */
await runBench("receivable", measure);
