/**
 * The engine's two Ed25519 keys, in the files that CometBFT reads (v0.38 privval/file.go, p2p/key.go).
 * They are made here, so that an organisation needs no engine to take part in the founding of a network.
 */
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { existsSync } from "node:fs";
import { toHex } from "@tallystick/core/bytes";
import { z } from "zod";
import { isOpenToOthers, readFileIfAny, writeFileAtomic } from "../../files.ts";
import { NodeError } from "../../node-error.ts";
import { type EngineHome, makeEngineHome } from "./engine-home.ts";

/** What others need to know of an organisation's engine. */
export interface EngineIdentity {
  /** Ed25519 public key of its votes, 32 bytes. */
  readonly validatorKey: Uint8Array;
  /** Id of its node: 40 lower-case hex digits. */
  readonly nodeId: string;
}

/** An engine proves its node's id with one key, and votes with the other. */
export type EngineKeyName = "node" | "validator";

const PRIVATE = "tendermint/PrivKeyEd25519";
const PUBLIC = "tendermint/PubKeyEd25519";

/**
 * Make the keys of an engine, and its voting record, which begins empty. What is there already stays: a
 * voting record that is reset can be made to vote twice.
 *
 * @throws NodeError `damaged-key` when only a part of them is there, or what is there cannot be read
 */
export function createEngineKeys(home: EngineHome): EngineIdentity {
  const { nodeKey, validatorKey, validatorState } = home;
  const there = [nodeKey, validatorKey, validatorState].map((path) => existsSync(path));
  if (there.every((one) => !one)) {
    makeEngineHome(home);
    writeEngineKey(home, "node", generateKeyPairSync("ed25519").privateKey);
    writeFileAtomic(validatorState, json({ height: "0", round: 0, step: 0 }), 0o600);
    writeEngineKey(home, "validator", generateKeyPairSync("ed25519").privateKey);
  }
  return readEngineIdentity(home);
}

/**
 * The public side of an engine's keys.
 * @throws NodeError `damaged-key` when a file is missing or no key, `unsafe-permissions` when others may read it
 */
export function readEngineIdentity(home: EngineHome): EngineIdentity {
  if (!existsSync(home.validatorState)) {
    throw new NodeError(
      "damaged-key",
      `${home.validatorState} is missing: without it the organisation could vote twice`,
      "restore it from where it is, never from a backup, or have one made with `tallystick engine new-voting-record`",
    );
  }
  return {
    validatorKey: publicKeyOf(home.validatorKey),
    nodeId: addressOf(publicKeyOf(home.nodeKey)),
  };
}

/** The public sides of an engine's keys, each with a signature that shows who holds it. */
export interface EngineKeyProofs {
  /** 32 bytes. */
  readonly validatorKey: Uint8Array;
  /** Ed25519 public key that the node's id is made of, 32 bytes. */
  readonly nodeKey: Uint8Array;
  readonly validatorProof: Uint8Array;
  readonly nodeProof: Uint8Array;
}

/**
 * Show that this organisation holds the keys of its engine.
 *
 * @param input what each key is to sign. It must never be the sign bytes of a vote, which begin with their
 *   own length, nor a challenge of a connection, which has 32 bytes
 * @throws NodeError `damaged-key`, `unsafe-permissions`
 */
export function proveEngineKeys(
  home: EngineHome,
  input: (purpose: "validator" | "node", key: Uint8Array) => Uint8Array,
): EngineKeyProofs {
  const prove = (path: string, purpose: "validator" | "node"): [Uint8Array, Uint8Array] => {
    const { raw, key } = readKey(path);
    return [raw, new Uint8Array(sign(null, input(purpose, raw), key))];
  };
  const [validatorKey, validatorProof] = prove(home.validatorKey, "validator");
  const [nodeKey, nodeProof] = prove(home.nodeKey, "node");
  return { validatorKey, nodeKey, validatorProof, nodeProof };
}

const file = z.object({ priv_key: z.object({ type: z.literal(PRIVATE), value: z.base64() }) });

function publicKeyOf(path: string): Uint8Array {
  return readKey(path).raw;
}

function readKey(path: string): { readonly raw: Uint8Array; readonly key: KeyObject } {
  const bytes = readFileIfAny(path);
  if (bytes === undefined) throw damaged(path, "is missing");
  if (isOpenToOthers(path)) {
    throw new NodeError(
      "unsafe-permissions",
      `${path} can be read by others`,
      `run \`chmod 600 ${path}\`, and consider the key in it known`,
    );
  }
  try {
    const { value } = file.parse(JSON.parse(Buffer.from(bytes).toString())).priv_key;
    const secret = Buffer.from(value, "base64");
    if (secret.length !== 64) throw new RangeError("not the length of a key");
    const key = createPrivateKey({ key: pkcs8(secret), format: "der", type: "pkcs8" });
    const raw = rawPublicKey(key);
    if (!secret.subarray(32).equals(raw)) throw new RangeError("its two halves are no pair");
    return { raw, key };
  } catch (cause) {
    throw damaged(path, "is no key file of the engine", cause);
  }
}

function damaged(path: string, what: string, cause?: unknown): NodeError {
  const fix = "restore it from where this organisation keeps its keys";
  return new NodeError("damaged-key", `${path} ${what}`, fix, cause);
}

/** RFC 8410 section 7: the header of an Ed25519 private key in PKCS #8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

function pkcs8(secret: Uint8Array): Buffer {
  return Buffer.concat([PKCS8, secret.subarray(0, 32)]);
}

/** The private key of an engine, as it lies in its file. @throws NodeError `damaged-key`, `unsafe-permissions` */
export function readEngineKey(home: EngineHome, which: EngineKeyName): KeyObject {
  return readKey(which === "node" ? home.nodeKey : home.validatorKey).key;
}

/** Write the file of an engine's key: seed and public key in base64, for the validator with its address. */
export function writeEngineKey(home: EngineHome, which: EngineKeyName, key: KeyObject): void {
  const seed = key.export({ format: "der", type: "pkcs8" }).subarray(PKCS8.length);
  const raw = rawPublicKey(key);
  const secret = { type: PRIVATE, value: Buffer.concat([seed, raw]).toString("base64") };
  if (which === "node") writeFileAtomic(home.nodeKey, json({ priv_key: secret }), 0o600);
  else {
    const document = {
      address: addressOf(raw).toUpperCase(),
      pub_key: { type: PUBLIC, value: Buffer.from(raw).toString("base64") },
      priv_key: secret,
    };
    writeFileAtomic(home.validatorKey, json(document), 0o600);
  }
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x } = key.export({ format: "jwk" });
  return new Uint8Array(Buffer.from(x as string, "base64url"));
}

/** Address of a key: the first 20 bytes of its SHA-256, hex. */
export function addressOf(raw: Uint8Array): string {
  return toHex(new Uint8Array(createHash("sha256").update(raw).digest().subarray(0, 20)));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
