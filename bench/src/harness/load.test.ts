import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cborItemLength } from "@tallystick/core/cbor";
import { decodeStatement, statementSigningInput } from "@tallystick/core/statement";
import { exportPkcs8, generateKey } from "@tallystick/core/suite/node-keys";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { describe, expect, it } from "vitest";
import { HttpConnection } from "./http-connection.ts";
import { type Author, sequences, signDeposits, splitSequence } from "./signed-deposits.ts";

describe("the load generator", () => {
  it.each(["intl", "gm"] as const)("signs statements that hold, suite %s", async (name) => {
    const suite = nodeSuite(name);
    const signer = generateKey(suite);
    const author: Author = {
      suite: name,
      algorithm: signer.algorithm,
      privateKey: exportPkcs8(signer),
      issuer: "bench",
      ledgerId: new Uint8Array(32),
    };
    const deposits = await signDeposits(author, 25, 4);
    const bodies = sequences(deposits, 10);
    expect(bodies.map((body) => splitSequence(body).length)).toEqual([10, 10, 5]);
    const statements = bodies.flatMap(splitSequence).map(decodeStatement);
    expect(new Set(statements.map(({ id }) => id.join())).size).toBe(25);
    for (const statement of statements) {
      const input = statementSigningInput(statement);
      expect(suite.verify(signer.publicKey, input, statement.signature)).toBe(true);
      expect(cborItemLength(statement.bytes, 0)).toBe(statement.bytes.length);
    }
  });

  it("speaks HTTP over one connection, whatever pieces the answers come in", async () => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        response.writeHead(request.url === "/bad" ? 503 : 200, { "content-length": body.length });
        for (let at = 0; at < body.length; at += 7) response.write(body.subarray(at, at + 7));
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const connection = await HttpConnection.open(new URL(`http://127.0.0.1:${port}`));
    for (const [path, text, status] of [
      ["/", "one", 200],
      ["/", "x".repeat(100_000), 200],
      ["/bad", "", 503],
    ] as const) {
      const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\n`;
      const answer = await connection.exchange(head, Buffer.from(text));
      expect([answer.status, answer.body.toString()]).toEqual([status, text]);
    }
    connection.close();
    server.close();
  });
});
