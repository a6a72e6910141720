import { verifyClaims } from "@tallystick/core/claims/verify-claims";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../src/client.ts";
import { connect } from "../src/connect.ts";
import { type NodeProcess, startNodeProcess } from "./support/node-process.ts";

let node: NodeProcess;
let client: Client;

beforeAll(async () => {
  node = await startNodeProcess();
  client = await connect({ url: node.url, suites: nodeSuite });
});
afterAll(() => node.stop());

const member = (key: string) => ({ app: "membership", table: "members", key: [key] });

test("rows of any tables are proved, and what is claimed of them is judged", async () => {
  const { records, proof } = await client.proveRows([member("operator"), member("nobody")]);
  expect(records.map(({ value }) => value !== null)).toEqual([true, false]);
  expect(proof.length).toBeGreaterThan(100);
  const { file, result } = await client.claims([
    { row: member("operator"), path: ["role"], test: "is", value: "operator" },
    { row: member("operator"), path: ["organisation"], test: "is", value: "somebody-else" },
    { row: member("nobody"), path: [], test: "absent" },
  ]);
  expect(result.claims.map(({ code }) => code)).toEqual([
    "claim-holds",
    "claim-false",
    "claim-holds",
  ]);
  const again = verifyClaims({ claims: file, trust: client.trust, now: Date.now() });
  expect(again).toEqual(result);
});

test("a node that answers about other rows, or with another ledger's, is not believed", async () => {
  const asked = JSON.stringify({ rows: [member("operator")] });
  const lying = await connect({
    ...{ url: node.url, trust: client.trust, suites: nodeSuite },
    // Whatever is asked, the rows of somebody else come back, well proved.
    fetch: (to, init) =>
      fetch(to, String(to).endsWith("/v1/state") ? { ...init, body: asked } : init),
  });
  await expect(lying.proveRows([member("nobody")])).rejects.toMatchObject({ code: "not-verified" });
  const [organisation] = client.trust.organisations;
  if (organisation === undefined) throw new Error("a trust file names organisations");
  const trust = { ...client.trust, organisations: [{ ...organisation, id: "stranger" }] };
  const other = await connect({ url: node.url, trust, suites: nodeSuite });
  await expect(other.proveRows([member("operator")])).rejects.toMatchObject({
    code: "not-verified",
  });
});

test("claims that are none are refused here", async () => {
  const row = member("operator");
  await expect(client.claims([])).rejects.toMatchObject({ code: expect.any(String) });
  await expect(
    client.claims([{ row, path: ["role"], test: "before", value: "x" }]),
  ).rejects.toMatchObject({ code: "invalid-input" });
});
