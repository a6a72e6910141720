// Deposits 10,000 digests through the node's aggregator: one statement, 10,000 receipts.
//
//   TALLYSTICK_URL=http://127.0.0.1:7070 TALLYSTICK_TOKEN=$(cat data/token) node examples/many-digests.ts
import { connect } from "@tallystick/client/connect";
import { nodeSuite } from "@tallystick/core/suite/node-suite";

const url = process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
const token = process.env["TALLYSTICK_TOKEN"] ?? "";
const client = await connect({ url, token, suites: nodeSuite });

const alg = client.trust.suite === "gm" ? "sm3" : "sha-256";
const digests = Array.from({ length: 10_000 }, (_, i) =>
  client.suite.hash(new TextEncoder().encode(`record ${i} of ${Date.now()}`)),
);
const deposited = await client.digests(alg, digests);

// Each digest has a receipt bundle of its own, which verifies like any other.
const value = digests[1234] as Uint8Array;
const result = client.verify(deposited.receipt(1234), {
  digests: new Map([[alg, value]]),
  size: 0,
});
console.log(`${deposited.count} digests deposited; receipt 1234 is valid: ${result.valid}`);
if (!result.valid) process.exitCode = 1;
