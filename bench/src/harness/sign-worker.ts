import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { encodeCbor } from "@tallystick/core/cbor";
import { encodeSign1 } from "@tallystick/core/cose";
import { encodeStatementHeader, statementSigningInput } from "@tallystick/core/statement";
import { signerFromPkcs8 } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import type { SignTask } from "./signed-deposits.ts";

// Signs in bulk by the same steps as signStatement(), without reading each statement back.
const task: SignTask = workerData;
const suite = nodeSuite(task.suite);
const signer = signerFromPkcs8(suite, task.algorithm, task.privateKey);
const protectedBytes = encodeStatementHeader(signer.algorithm, signer.keyId, task.issuer);
const unprotected = new Map();

/** 16 bytes in the layout of UUIDv7: time first, so that ids of one moment lie together. */
function statementId(material: Uint8Array, time: number): Uint8Array {
  const id = material.slice(0, 16);
  new DataView(id.buffer).setUint16(0, Math.floor(time / 2 ** 32));
  new DataView(id.buffer).setUint32(2, time >>> 0);
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x70;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return id;
}

function signOne(number: number): Uint8Array {
  const material = createHash("sha512").update(task.seed).update(String(number)).digest();
  const value = new Uint8Array(material.subarray(32, 64));
  const payload = encodeCbor([
    task.ledgerId,
    statementId(new Uint8Array(material.subarray(0, 16)), Date.now()),
    task.expiry,
    "evidence.deposit",
    {
      digests: [{ alg: suite.hashName, value }],
      size: 100_000 + number,
      mediaType: "application/pdf",
    },
  ]);
  const signature = signer.sign(statementSigningInput({ protectedBytes, payloadBytes: payload }));
  return encodeSign1({ protectedBytes, unprotected, payload, signature });
}

const signed = Array.from({ length: task.count }, (_, number) => signOne(number));
const bytes = new Uint8Array(signed.reduce((sum, { length }) => sum + length, 0));
const ends = new Uint32Array(task.count);
let offset = 0;
for (const [at, statement] of signed.entries()) {
  bytes.set(statement, offset);
  offset += statement.length;
  ends[at] = offset;
}
parentPort?.postMessage({ bytes, ends }, [bytes.buffer, ends.buffer]);
