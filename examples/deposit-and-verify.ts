// Enrols a key, deposits a file's digest with it, and verifies the receipt offline.
//
//   TALLYSTICK_URL=http://127.0.0.1:7070 TALLYSTICK_TOKEN=$(cat data/token) node examples/deposit-and-verify.ts
import { connect } from "@tallystick/client/connect";
import { encodeKey } from "@tallystick/core/keys";
import { generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { verify } from "@tallystick/core/verify";

const url = process.env["TALLYSTICK_URL"] ?? "http://127.0.0.1:7070";
const token = process.env["TALLYSTICK_TOKEN"] ?? "";

// A client without a key reads. `suites` swaps in the fast cryptography of Node.
const reader = await connect({ url, token, suites: nodeSuite });

// The operator's node enrols a new member: the one call here that needs the node's token.
const signer = generateKey(reader.suite);
const member = `member-${Date.now()}`;
await reader.transport.json({
  method: "POST",
  path: "/v1/apps/membership/enrol",
  token: true,
  contentType: "application/json",
  idempotent: false,
  body: JSON.stringify({
    member,
    organisation: "org",
    role: "member",
    key: Buffer.from(encodeKey(signer.publicKey)).toString("hex"),
  }),
});

// From here on the member signs for itself; the node holds none of its keys.
const client = await connect({ url, signer, trust: reader.trust, suites: nodeSuite });
const content = new TextEncoder().encode("the content of a report");
const alg = client.trust.suite === "gm" ? "sm3" : "sha-256";
const value = client.suite.hash(content);
const { index, output, receipt } = await client.evidence.deposit({
  digests: [{ alg, value }],
  size: content.length,
  mediaType: "text/plain",
  note: "quarterly report, draft",
});
console.log(`deposited by ${member} at index ${index}, ordinal ${output.ordinal}`);

// Offline from here: the receipt, the trust file and the content are all it takes.
const result = verify({
  receipt,
  trust: client.trust,
  file: { digests: new Map([[alg, value]]), size: content.length },
  now: Date.now(),
});
for (const { layer, verdict, detail } of result.layers) {
  console.log(`${verdict.padEnd(14)} ${layer.padEnd(22)} ${detail.en}`);
}
if (!result.valid) process.exitCode = 1;
