import { hash, randomBytes } from "node:crypto";
import { SESSION_IDLE_MINUTES, SESSION_MINUTES_DEFAULT, SESSIONS_MAX } from "./limits.ts";

const MINUTE_MS = 60_000;

/** Somebody who signed in. */
export interface Session {
  /** Names it in lists and logs; not what the cookie holds. */
  readonly id: string;
  readonly member: string;
  /** Id of the API token that it was opened with, `admin` for the node's own: it allows what that allows. */
  readonly token?: string;
  readonly created: number;
  readonly expires: number;
  lastUsed: number;
}

/**
 * Sessions of staff, in memory: they end with the process. A session begins with a fresh secret at
 * every sign-in and never takes one that the browser brought, so none can be planted (fixation).
 */
export class Sessions {
  readonly #minutes: number;
  readonly #bySecret = new Map<string, Session>();

  constructor(minutes: number = SESSION_MINUTES_DEFAULT) {
    this.#minutes = minutes;
  }

  /**
   * @param token id of the token that opens it; absent for people who signed in with their account
   * @returns the secret for the cookie; undefined when there are as many sessions as there may be
   */
  begin(member: string, now: number, token?: string): string | undefined {
    this.#drop(now);
    if (this.#bySecret.size >= SESSIONS_MAX) return undefined;
    const secret = randomBytes(32).toString("base64url");
    this.#bySecret.set(hash("sha256", secret), {
      id: randomBytes(6).toString("hex"),
      member,
      ...(token === undefined ? {} : { token }),
      created: now,
      expires: now + this.#minutes * MINUTE_MS,
      lastUsed: now,
    });
    return secret;
  }

  /** The session behind a cookie, unless it has ended. */
  find(secret: string, now: number): Session | undefined {
    const name = hash("sha256", secret);
    const session = this.#bySecret.get(name);
    if (session === undefined) return undefined;
    if (isOver(session, now)) {
      this.#bySecret.delete(name);
      return undefined;
    }
    session.lastUsed = now;
    return session;
  }

  /** Sessions that have not ended. */
  list(now: number): readonly Session[] {
    this.#drop(now);
    return [...this.#bySecret.values()];
  }

  /** Ends a session at once. False when there is none. */
  end(id: string): boolean {
    for (const [name, session] of this.#bySecret) {
      if (session.id === id) return this.#bySecret.delete(name);
    }
    return false;
  }

  /** How many there are, ended ones that nobody asked for included. */
  get count(): number {
    return this.#bySecret.size;
  }

  #drop(now: number): void {
    for (const [name, session] of this.#bySecret) {
      if (isOver(session, now)) this.#bySecret.delete(name);
    }
  }
}

function isOver({ expires, lastUsed }: Session, now: number): boolean {
  return now >= expires || now - lastUsed >= SESSION_IDLE_MINUTES * MINUTE_MS;
}
