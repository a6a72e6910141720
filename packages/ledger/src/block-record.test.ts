import { decodeCbor, encodeCbor } from "@tallystick/core/cbor";
import { expect, test } from "vitest";
import { checkpointOf, decodeBlock, encodeBlock } from "./block-record.ts";
import { LedgerFault } from "./errors.ts";

const record = {
  height: 3,
  time: 1_700_000_000_000,
  firstIndex: 10,
  count: 5,
  logSize: 15,
  logRoot: new Uint8Array(32).fill(1),
  stateRoot: new Uint8Array(32).fill(2),
  appRoots: [{ app: "a", root: new Uint8Array(32).fill(3) }],
};

test("a block record comes back, and gives its checkpoint", () => {
  expect(decodeBlock(encodeBlock(record))).toEqual(record);
  const ledgerId = new Uint8Array(32);
  const { height, time, logSize, logRoot, stateRoot } = record;
  expect(checkpointOf(ledgerId, record)).toEqual({
    ledgerId,
    height,
    time,
    logSize,
    logRoot,
    stateRoot,
  });
  expect(checkpointOf(ledgerId, record, time + 1)).toMatchObject({ height, time: time + 1 });
});

test("anything else is a fault", () => {
  const whole = encodeBlock(record);
  expect(() => decodeBlock(whole.subarray(1))).toThrow(LedgerFault);
  const map = new Map(decodeCbor(whole) as Map<string, never>);
  for (const name of map.keys()) {
    const without = new Map(map);
    without.delete(name);
    expect(() => decodeBlock(encodeCbor(without))).toThrow(LedgerFault);
  }
});
