import { Problem } from "./problem.ts";

/** Content types of the API beside JSON. */
export const MEDIA = {
  statement: "application/cose",
  sequence: "application/cbor-seq",
  digests: "application/octet-stream",
  json: "application/json",
  receipt: "application/vnd.tallystick.receipt+cbor",
  entry: "application/vnd.tallystick.entry+cbor",
  state: "application/vnd.tallystick.state+cbor",
  batchShare: "application/vnd.tallystick.batch-share+cbor",
  genesis: "application/vnd.tallystick.genesis+cbor",
  events: "text/event-stream",
  pdf: "application/pdf",
} as const;

/** For what never changes once it is there. */
export const IMMUTABLE = "private, max-age=31536000, immutable";
/** The same for the public log, which mirrors and caches may keep. */
export const IMMUTABLE_PUBLIC = "public, max-age=31536000, immutable";

/**
 * The content type to answer with: the first of `offered` that the caller accepts (RFC 9110 s12.5.1,
 * without weights: an order of preference would be read from `offered`).
 * @throws Problem `not-acceptable`
 */
export function chooseType<T extends string>(
  accept: string | undefined,
  offered: readonly [T, ...T[]],
): T {
  if (accept === undefined || accept.trim() === "") return offered[0];
  const ranges = accept.split(",").map((part) => (part.split(";", 1)[0] as string).trim());
  for (const type of offered) {
    const family = `${type.split("/", 1)[0]}/*`;
    if (ranges.some((range) => range.toLowerCase() === type)) return type;
    if (ranges.includes("*/*") || ranges.includes(family)) return offered[0];
  }
  throw new Problem("not-acceptable", `this route offers ${offered.join(", ")}`);
}
