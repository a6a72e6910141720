// Proposes a quota, looks at what it would change, votes and carries it out.
//
//   TALLYSTICK_URL=http://127.0.0.1:7070 TALLYSTICK_TOKEN=$(cat data/token) node examples/propose-and-vote.ts
import { encodeCall } from "@tallystick/apps/decided-calls";
import { connect } from "@tallystick/client/connect";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";

const url = process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
const token = process.env["TALLYSTICK_TOKEN"] ?? "";

// An operator casts the ballot of its organisation; the node enrols one more for this.
const reader = await connect({ url, token, suites: nodeSuite });
const signer = generateKey(reader.suite);
await reader.transport.json({
  method: "POST",
  path: "/v1/apps/membership/enrol",
  token: true,
  contentType: "application/json",
  idempotent: false,
  body: JSON.stringify({
    member: `delegate-${Date.now()}`,
    organisation: "org",
    role: "operator",
    key: Buffer.from(encodeKey(signer.publicKey)).toString("hex"),
  }),
});
const { governance } = await connect({ url, signer, trust: reader.trust, suites: nodeSuite });

// A proposal is a list of actions that only the consortium can take.
const call = encodeCall({
  action: "governance.set-quota",
  input: { organisation: "*", app: "evidence", statements: 5000 },
});
const { output: made } = await governance.propose({ title: "5000 a second", calls: [call] });
const { proposal } = made;
console.log(`proposal ${proposal} of kind ${made.kind}`);

// The ledger runs it on the state as it is, and throws the result away.
const { output: preview } = await governance.simulate({ proposal });
for (const { app, table, before } of preview.rows) {
  console.log(`${before === undefined ? "new row in" : "changes"} ${app}.${table}`);
}

const { output: ballot } = await governance.vote({ proposal, choice: "yes" });
console.log(`${ballot.yes} of ${ballot.eligible} said yes: ${ballot.status}`);
const { output: done } = await governance.enact({ proposal });
console.log(done.status);
if (done.status !== "enacted") process.exitCode = 1;
