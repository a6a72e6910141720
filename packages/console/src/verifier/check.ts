import { toHex } from "@tallystick/core/bytes";
import { decodeEntry } from "@tallystick/core/entry";
import { leafHash, rootFromInclusion } from "@tallystick/core/log-tree";
import { type DecodedReceipt, decodeReceipt } from "@tallystick/core/receipt";
import { decodeStatement } from "@tallystick/core/statement";
import { portableSuite } from "@tallystick/core/suite/portable";
import { parseTrust } from "@tallystick/core/trust";
import { verify } from "@tallystick/core/verify";
import { readEvidence } from "@tallystick/core/verify/evidence";
import type { VerifyResult } from "@tallystick/core/verify/result";
import { type DrawnPath, drawPath } from "./path-steps.ts";
import type { VerifyTask } from "./protocol.ts";
import { testedSuite } from "./tested-suite.ts";

/** A verdict with what is drawn beside it. Hashes are hex. */
export interface ReceiptCheck {
  readonly result: VerifyResult;
  /** Time that verify() took. */
  readonly milliseconds: number;
  /** null when the bytes are not a receipt. */
  readonly picture: ReceiptPicture | null;
}

/** The insides of a receipt, for display only. */
export interface ReceiptPicture {
  readonly statementId: string;
  readonly logRoot: string;
  readonly stateRoot: string;
  readonly logPath: DrawnPath;
  readonly batchPath: DrawnPath | null;
  readonly signatures: readonly { readonly organisation: string; readonly keyId: string }[];
}

/** Verifies one receipt and draws it. Never throws for any receipt; throws for a bad trust text. */
export function checkReceipt(task: VerifyTask): ReceiptCheck {
  const { receipt, file, trust } = task;
  const input = {
    receipt,
    now: Date.now(),
    suites: testedSuite,
    ...(file && { file: { digests: new Map(file.digests), size: file.size } }),
    ...(trust !== null && { trust: parseTrust(trust) }),
  };
  const evidence = readEvidence(receipt);
  // Once a suite in this thread; it belongs to no receipt's time.
  if (!("layer" in evidence)) testedSuite(evidence.suite);
  const start = performance.now();
  const result = verify(input);
  const milliseconds = performance.now() - start;
  return { result, milliseconds, picture: result.summary && picture(receipt, result) };
}

function picture(bytes: Uint8Array, result: VerifyResult): ReceiptPicture | null {
  const suite = portableSuite(result.summary?.suite ?? "intl");
  const receipt = decodeReceipt(bytes);
  const statement = decodeStatement(decodeEntry(receipt.entry).statement);
  const { checkpoint, headers, index, path } = receipt;
  const claim = { index, size: checkpoint.logSize, leafHash: leafHash(suite, receipt.entry), path };
  const root = rootFromInclusion(suite, claim);
  return {
    statementId: toHex(statement.id),
    logRoot: root === undefined ? "" : toHex(root),
    stateRoot: toHex(checkpoint.stateRoot),
    logPath: drawPath(suite, claim),
    batchPath: batchPicture(receipt, statement.input.get("size")),
    signatures: headers.map((header) => ({
      organisation: header.organisation,
      keyId: toHex(header.keyId),
    })),
  };
  function batchPicture({ batch }: DecodedReceipt, size: unknown): DrawnPath | null {
    if (batch === undefined || typeof size !== "number") return null;
    return drawPath(suite, {
      leafHash: leafHash(suite, batch.leaf),
      index: batch.index,
      size,
      path: batch.path,
    });
  }
}

/** Fingerprint of a trust file: SHA-256 of its bytes, as `sha256sum` prints it. */
export function trustFingerprint(bytes: Uint8Array): string {
  return toHex(portableSuite("intl").hash(bytes));
}
