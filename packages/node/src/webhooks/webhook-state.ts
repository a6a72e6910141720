import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fromUtf8 } from "@tallystick/core/bytes";
import { readFileIfAny, writeFileAtomic } from "../files.ts";
import { NodeError } from "../node-error.ts";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

/** The secret and the place in the log of one webhook, below `webhooks/` of the data directory. */
export class WebhookState {
  readonly #secretPath: string;
  readonly #placePath: string;

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#secretPath = join(folder, `${name}.secret`);
    this.#placePath = join(folder, `${name}.next`);
  }

  /** The key of its signatures; made when there is none. @throws NodeError `damaged-config` */
  secret(): Buffer {
    const bytes = readFileIfAny(this.#secretPath);
    if (bytes === undefined) {
      const fresh = randomBytes(SECRET_BYTES);
      writeFileAtomic(this.#secretPath, `${PREFIX}${fresh.toString("base64")}\n`, 0o600);
      return fresh;
    }
    const text = fromUtf8(bytes).trim();
    const key = Buffer.from(text.slice(PREFIX.length), "base64");
    if (!text.startsWith(PREFIX) || key.length < 24 || key.length > 64) {
      throw new NodeError(
        "damaged-config",
        `${this.#secretPath} is not a secret of a webhook`,
        "delete it and the node makes another; docs/operate/webhooks.md says how it looks",
      );
    }
    return key;
  }

  /** Log index of the next entry to tell; undefined for one that has never told any. */
  next(): number | undefined {
    const bytes = readFileIfAny(this.#placePath);
    const text = bytes === undefined ? "" : fromUtf8(bytes).trim();
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }

  /** Remembers where to go on, durably: an entry may be told twice, and is never left out. */
  keep(next: number): void {
    writeFileAtomic(this.#placePath, `${next}\n`, 0o600);
  }
}
