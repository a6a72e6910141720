import { ADDRESS_PATTERN } from "./answer.ts";
import { CeremonyError } from "./ceremony-error.ts";

/** @throws CeremonyError `malformed` unless a text is the address of an engine, `host:port` */
export function requireAddress(text: string): void {
  const port = Number(text.slice(text.lastIndexOf(":") + 1));
  if (ADDRESS_PATTERN.test(text) && port <= 65_535) return;
  throw new CeremonyError(
    "malformed",
    `${text} is not the address of an engine`,
    "write host:port, such as ledger.example.org:26656 or [2001:db8::7]:26656",
  );
}

/** Where an engine listens that is reached there: every address of the machine; the loopback stays the loopback. */
export function listenAt(address: string): string {
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at);
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
  return loopback ? `127.0.0.1${address.slice(at)}` : `0.0.0.0${address.slice(at)}`;
}
