// Asks whether a digest has ever been deposited, and has the answer proved, whichever it is.
//
//   TALLYSTICK_URL=http://127.0.0.1:7070 node examples/prove-absence.ts
import { randomBytes } from "node:crypto";
import { connect } from "@tallystick/client/connect";
import { nodeSuite } from "@tallystick/core/suite/node-suite";

const url = process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
const client = await connect({ url, suites: nodeSuite });

// `proof: true` makes the SDK work the answer out itself from proved rows: what the node says about
// them is not believed. The proof is a file that anybody can check later.
const digest = new Uint8Array(randomBytes(32));
const { output, height, proof } = await client.evidence.byDigest(
  { alg: "sha-256", digest },
  { proof: true },
);
const times = output.deposits.length + output.aliases.length;
console.log(`at block ${height} this digest has been deposited ${times} times`);
console.log(`the proof has ${proof?.length} bytes`);
if (times !== 0) process.exitCode = 1;
