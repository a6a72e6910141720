import { toHex } from "@tallystick/core/bytes";
import { keyId } from "@tallystick/core/keys";
import type { Signer } from "@tallystick/core/signer";
import { portableSuite } from "@tallystick/core/suite/portable";
import type { PublicKey } from "@tallystick/core/suite/suite";

/**
 * A key that lives in this browser. The private part is a WebCrypto key that cannot be read out, by
 * this page or any other: it can only be asked to sign.
 */
export interface BrowserKey {
  /** COSE Key Thumbprint under the suite `intl`, hex. */
  readonly keyId: string;
  /** Ledger that it was made for, hex. */
  readonly ledger: string;
  readonly label: string;
  readonly algorithm: "Ed25519";
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly privateKey: CryptoKey;
  /** Ms since the epoch. */
  readonly created: number;
}

const DATABASE = "tallystick-keys";
const KEYS = "keys";
const CHOSEN = "tallystick-signer";
const CHANGED = "tallystick-keys-changed";

/** Why this browser cannot hold a key: the page came over plain HTTP, or the browser is too old. */
export function keysOffered(): boolean {
  return globalThis.isSecureContext && "subtle" in crypto && "indexedDB" in globalThis;
}

/**
 * Makes a key that cannot be read out and keeps it.
 * @param raw 32-byte seed of a key that exists already; a new key without it
 * @throws DOMException when the browser knows no Ed25519 or keeps nothing
 */
export async function makeBrowserKey(options: {
  readonly ledger: string;
  readonly label: string;
  readonly raw?: Uint8Array<ArrayBuffer>;
}): Promise<BrowserKey> {
  const { privateKey, publicKey } =
    options.raw === undefined ? await generate() : await take(options.raw);
  const key: BrowserKey = {
    keyId: keyIdOf(publicKey),
    ledger: options.ledger,
    label: options.label,
    algorithm: "Ed25519",
    publicKey,
    privateKey,
    created: Date.now(),
  };
  await inStore("readwrite", (store) => store.put(key));
  dispatchEvent(new Event(CHANGED));
  return key;
}

/** The keys of one ledger, oldest first. */
export async function browserKeys(ledger: string): Promise<readonly BrowserKey[]> {
  if (!keysOffered()) return [];
  const all = (await inStore("readonly", (store) => store.getAll())) as BrowserKey[];
  return all.filter((key) => key.ledger === ledger).sort((a, b) => a.created - b.created);
}

/** Forgets a key for good: what it signed stays valid, and nobody can sign with it again. */
export async function forgetBrowserKey(id: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(id));
  if (chosenKey() === id) chooseKey(null);
  dispatchEvent(new Event(CHANGED));
}

/** Id of the key that signs; null for the node's key. */
export function chosenKey(): string | null {
  return localStorage.getItem(CHOSEN);
}

/** Chooses which key signs from now on; null for the node's. */
export function chooseKey(id: string | null): void {
  if (id === null) localStorage.removeItem(CHOSEN);
  else localStorage.setItem(CHOSEN, id);
  dispatchEvent(new Event(CHANGED));
}

/** Calls back when a key is made, chosen or forgotten. @returns the way to stop */
export function onKeysChanged(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

/** A signer over a key of this browser. */
export function signerOf(key: BrowserKey): Signer {
  const publicKey: PublicKey = { algorithm: key.algorithm, raw: key.publicKey };
  return {
    algorithm: key.algorithm,
    publicKey,
    keyId: keyId(portableSuite("intl"), publicKey),
    sign: async (message) =>
      new Uint8Array(await crypto.subtle.sign("Ed25519", key.privateKey, new Uint8Array(message))),
  };
}

function keyIdOf(raw: Uint8Array): string {
  return toHex(keyId(portableSuite("intl"), { algorithm: "Ed25519", raw }));
}

async function generate(): Promise<{ privateKey: CryptoKey; publicKey: Uint8Array }> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign"])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { privateKey: pair.privateKey, publicKey };
}

/** PKCS #8 of an Ed25519 seed (RFC 8410 s7): what stands before the 32 bytes is always the same. */
const PKCS8_HEAD = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);

async function take(
  seed: Uint8Array<ArrayBuffer>,
): Promise<{ privateKey: CryptoKey; publicKey: Uint8Array }> {
  const pkcs8 = new Uint8Array(PKCS8_HEAD.length + seed.length);
  pkcs8.set(PKCS8_HEAD);
  pkcs8.set(seed, PKCS8_HEAD.length);
  const readable = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", readable);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  pkcs8.fill(0);
  const text = atob((x ?? "").replaceAll("-", "+").replaceAll("_", "/"));
  return { privateKey, publicKey: Uint8Array.from(text, (one) => one.charCodeAt(0)) };
}

async function inStore<T>(
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await settled(openDatabase());
  try {
    return await settled(run(database.transaction(KEYS, mode).objectStore(KEYS)));
  } finally {
    database.close();
  }
}

function openDatabase(): IDBOpenDBRequest {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS, { keyPath: "keyId" });
  };
  return request;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
  });
}
