// The peer as a server, in a process of its own: answers POST /v1/statements like a node, so that the
// same load generator drives both. Requests that wait share one transaction (group commit).
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SuiteName } from "@tallystick/core/algorithms";
import { decodeKey } from "@tallystick/core/keys";
import type { Statement } from "@tallystick/core/statement";
import { splitSequence } from "./signed-deposits.ts";
import { SqlitePeer } from "./sqlite-peer.ts";

const [file = "", suite = "intl", key = ""] = process.argv.slice(2);
const peer = await SqlitePeer.open(
  file,
  suite as SuiteName,
  decodeKey(new Uint8Array(Buffer.from(key, "hex"))),
);

/** Statements of one transaction at most, as in a block. */
const BATCH = 2000;

let waiting: { statements: readonly Statement[]; response: ServerResponse }[] = [];
let scheduled = false;

function commitWaiting(): void {
  scheduled = false;
  while (waiting.length > 0) {
    let count = 0;
    const taken = waiting.filter((_, i) => {
      count += waiting[i]?.statements.length ?? 0;
      return i === 0 || count <= BATCH;
    });
    waiting = waiting.slice(taken.length);
    let index = peer.write(taken.flatMap(({ statements }) => statements));
    for (const { statements, response } of taken) {
      const results = statements.map(() => ({ outcome: 0, name: "accepted", index: index++ }));
      const body = Buffer.from(JSON.stringify({ results }));
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": body.length,
      });
      response.end(body);
    }
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    peer.judge(splitSequence(new Uint8Array(Buffer.concat(chunks)))).then(
      (statements) => {
        waiting.push({ statements, response });
        if (!scheduled) setImmediate(commitWaiting);
        scheduled = true;
      },
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`ready: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
