import { lookup } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { WEBHOOK_TIMEOUT_MS } from "../limits.ts";
import { isLocalAddress } from "./local-address.ts";

/** What came of one request: its status, or why there was none. */
export type Posted = { readonly status: number } | { readonly error: string };

/**
 * Posts JSON to somebody else's address. The address is looked at when it is connected to, not before:
 * a name that is resolved twice may not lead to another place the second time. Redirects are not
 * followed, and of the answer only the status is read.
 */
export function postJson(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  { allowLocal, signal }: { readonly allowLocal: boolean; readonly signal: AbortSignal },
): Promise<Posted> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!allowLocal && isIP(host) !== 0 && isLocalAddress(host)) {
    return Promise.resolve({ error: "the address is local" });
  }
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const call = send(url, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(WEBHOOK_TIMEOUT_MS)]),
      agent: false,
      ...(allowLocal ? {} : { lookup: lookupElsewhere }),
    });
    call.once("response", (answer) => {
      // Nobody reads what a stranger sends, however much it is.
      answer.destroy();
      resolve({ status: answer.statusCode ?? 0 });
    });
    call.once("error", (error) => resolve({ error: error.message }));
    call.end(body);
  });
}

/** Resolves a name, and refuses it when any of its addresses is local. */
const lookupElsewhere: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "", 0);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isLocalAddress(address))) {
      return callback(new Error("the address is local"), "", 0);
    }
    if (options.all) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};
