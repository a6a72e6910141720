import { hash, timingSafeEqual } from "node:crypto";
import { TLSSocket } from "node:tls";
import type { FastifyRequest } from "fastify";
import { requireSameOrigin } from "../api/cors.ts";
import { isLoopback } from "../api/host-check.ts";
import { Problem } from "../api/problem.ts";
import type { ProblemCode } from "../api/problems.ts";
import type { RouteSpec } from "../api/route-spec.ts";
import type { AccessConfig } from "./access-config.ts";
import type { AccessLog } from "./access-log.ts";
import { limitName } from "./address.ts";
import { type CookieRule, readCookie } from "./cookies.ts";
import { LockOut } from "./lock-out.ts";
import { ANONYMOUS, covers, type Principal } from "./principal.ts";
import { type Rate, RateLimit } from "./rate-limit.ts";
import type { Sessions } from "./sessions.ts";
import type { Standing, Standings } from "./standing.ts";
import type { TokenRecord } from "./token-file.ts";
import type { Tokens } from "./tokens.ts";

/** What the guard works with. */
export interface GuardParts {
  /** The node's own token: the beginning of everything. */
  readonly adminToken: string;
  /** Member in whose name the node acts. */
  readonly nodeMember: string;
  readonly organisation: string;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly standings: Standings;
  readonly config: AccessConfig;
  readonly cookies: CookieRule;
  readonly failuresPerMinute: number;
  /** True when client certificates must be of the authorities in the TLS settings. */
  readonly authorities: boolean;
  readonly fingerprint: (certificate: Uint8Array) => Uint8Array;
  readonly log: AccessLog;
  readonly count: (decision: string, kind: Principal["kind"]) => void;
}

const NODE_RIGHTS = ["node.*"] as const;
/** Requests that are not from this machine, unless the configuration says otherwise. */
const DEFAULT_RATE: Rate = { perSecond: 1000, burst: 2000 };

/** Decides who a request is from and whether it is let in. */
export class AccessGuard {
  readonly #parts: GuardParts;
  readonly #expected: Buffer;
  readonly #lockOut: LockOut;
  readonly #byAddress: RateLimit;
  readonly #byMember: RateLimit | undefined;
  readonly #byToken: RateLimit | undefined;
  readonly #principals = new WeakMap<FastifyRequest, Principal>();
  readonly #fingerprints = new WeakMap<TLSSocket, Uint8Array>();

  constructor(parts: GuardParts) {
    this.#parts = parts;
    this.#expected = hash("sha256", parts.adminToken, "buffer");
    this.#lockOut = new LockOut(parts.failuresPerMinute);
    const { address, member, token } = parts.config.rate ?? {};
    this.#byAddress = new RateLimit(address ?? DEFAULT_RATE);
    this.#byMember = member && new RateLimit(member);
    this.#byToken = token && new RateLimit(token);
  }

  /** Lets a request in, or not. @throws Problem */
  admit(request: FastifyRequest, spec: RouteSpec): void {
    const now = Date.now();
    this.#limitAddress(request, now);
    if (spec.open === true && spec.access === "public") return;
    const free = spec.access === "public" && this.#parts.config.read !== "signed-in";
    if (free) return;
    if (spec.access === "token") requireSameOrigin(request);
    const principal = this.#identify(request, now);
    this.#limitPrincipal(principal, now);
    this.#principals.set(request, principal);
    const wanted = spec.access === "public" ? "node.read" : (spec.capability ?? "node.admin");
    this.#authorise(request, principal, wanted);
  }

  /** Whoever a request is from, on routes that are open to all as well. @throws Problem */
  principal(request: FastifyRequest): Principal {
    const known = this.#principals.get(request);
    if (known !== undefined) return known;
    const principal = this.#identify(request, Date.now());
    this.#principals.set(request, principal);
    return principal;
  }

  /** False once a token, session, certificate or member has ended, for what stays open long. */
  stillAllowed(request: FastifyRequest): boolean {
    if (this.#parts.config.read !== "signed-in") return true;
    try {
      return covers(this.#identify(request, Date.now()).capabilities, "node.read");
    } catch {
      return false;
    }
  }

  /**
   * Whoever a token is, shown once by a page of the node to open a session with.
   * @throws Problem for a wrong token, and for a page of another site: it could sign somebody in as itself
   */
  showToken(request: FastifyRequest, token: string): Principal {
    requireOwnPage(request);
    return this.#token(request, token, Date.now());
  }

  /** A failed sign-in counts like a wrong token. */
  failedSignIn(request: FastifyRequest): void {
    this.#lockOut.failed(limitName(request.ip), Date.now());
  }

  /** @throws Problem `too-many-requests` for an address that is locked out */
  requireUnlocked(request: FastifyRequest): void {
    const seconds = this.#lockOut.lockedFor(limitName(request.ip), Date.now());
    if (seconds > 0) throw tooMany("too many failed attempts from this address", seconds);
  }

  #identify(request: FastifyRequest, now: number): Principal {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) return this.#bearer(request, authorization, now);
    const secret = readCookie(cookie, "session", this.#parts.cookies);
    if (secret !== undefined) return this.#session(request, secret, now);
    return this.#certificate(request, now) ?? ANONYMOUS;
  }

  #bearer(request: FastifyRequest, authorization: string, now: number): Principal {
    const text = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1] ?? "";
    return this.#token(request, text, now);
  }

  #token(request: FastifyRequest, text: string, now: number): Principal {
    // Digests of equal length are compared, so neither the length nor a prefix shows in the time.
    if (timingSafeEqual(hash("sha256", text, "buffer"), this.#expected)) return this.#admin();
    const verdict = this.#parts.tokens.check(text, now);
    if (!verdict.ok) {
      const principal = { ...ANONYMOUS, kind: "token" as const, id: verdict.id ?? "unknown" };
      throw this.#failed(request, principal, now, "the token is not one of this node");
    }
    this.#lockOut.succeeded(`token ${verdict.record.id}`);
    return this.#holder(request, verdict.record, now);
  }

  #admin(): Principal {
    const { nodeMember: member } = this.#parts;
    return { kind: "admin", id: "admin", member, capabilities: ["*", ...NODE_RIGHTS] };
  }

  #holder(request: FastifyRequest, record: TokenRecord, now: number): Principal {
    const { id, member } = record;
    const standing = this.#standing(request, { kind: "token", id, member, capabilities: [] }, now);
    const rights = rightsOnNode(standing, this.#parts.organisation);
    // A right on the node lasts as long as its member could ask for it in person.
    const capabilities = record.capabilities.filter(
      (one) => !one.startsWith("node.") || covers(rights, one),
    );
    return { kind: "token", id, member, capabilities };
  }

  #failed(request: FastifyRequest, principal: Principal, now: number, words: string): Problem {
    const seconds = Math.max(
      this.#lockOut.failed(limitName(request.ip), now),
      principal.id === "unknown" ? 0 : this.#lockOut.failed(`token ${principal.id}`, now),
    );
    const code = seconds > 0 ? "too-many-requests" : "token-required";
    this.#note(request, principal, code);
    return seconds > 0
      ? tooMany("too many wrong tokens from this address, or for this token", seconds)
      : unauthorised(words);
  }

  #session(request: FastifyRequest, secret: string, now: number): Principal {
    const session = this.#parts.sessions.find(secret, now);
    if (session === undefined) return ANONYMOUS;
    const { id, member } = session;
    // A browser sends the cookie by itself, so a change must say that it comes from the node's own pages.
    if (request.method !== "GET" && request.method !== "HEAD") requireOwnPage(request);
    if (session.token === "admin") return { ...this.#admin(), session: id };
    if (session.token === undefined)
      return this.#inPerson(request, { kind: "session", id, member }, now);
    const record = this.#parts.tokens.live(session.token, now);
    if (record !== undefined) return { ...this.#holder(request, record, now), session: id };
    this.#parts.sessions.end(id);
    return ANONYMOUS;
  }

  #certificate(request: FastifyRequest, now: number): Principal | undefined {
    const { socket } = request.raw;
    if (!(socket instanceof TLSSocket)) return undefined;
    // Where the operator names authorities, a certificate of none of them is none at all.
    if (this.#parts.authorities && !socket.authorized) return undefined;
    const fingerprint = this.#fingerprintOf(socket);
    const row = fingerprint && this.#parts.standings.certificate(fingerprint, now);
    if (fingerprint === undefined || row === undefined) return undefined;
    const id = Buffer.from(fingerprint.subarray(0, 6)).toString("hex");
    return this.#inPerson(request, { kind: "certificate", id, member: row.member }, now);
  }

  // Reading the certificate costs more than the rest of a request, and a connection keeps its own.
  #fingerprintOf(socket: TLSSocket): Uint8Array | undefined {
    const known = this.#fingerprints.get(socket);
    if (known !== undefined) return known;
    const raw = socket.getPeerX509Certificate()?.raw;
    if (raw === undefined) return undefined;
    const fingerprint = this.#parts.fingerprint(new Uint8Array(raw));
    this.#fingerprints.set(socket, fingerprint);
    return fingerprint;
  }

  #inPerson(
    request: FastifyRequest,
    who: { kind: "session" | "certificate"; id: string; member: string },
    now: number,
  ): Principal {
    const standing = this.#standing(request, { ...who, capabilities: [] }, now);
    return { ...who, capabilities: ["*", ...rightsOnNode(standing, this.#parts.organisation)] };
  }

  #standing(request: FastifyRequest, principal: Principal, now: number): Standing {
    const { member } = principal;
    const standing = member === undefined ? undefined : this.#parts.standings.member(member, now);
    if (standing !== undefined) return standing;
    this.#note(request, principal, "member-not-active");
    throw new Problem(
      "member-not-active",
      "the member is suspended, removed or without a key in force",
    );
  }

  #authorise(request: FastifyRequest, principal: Principal, wanted: string): void {
    if (principal.kind === "anonymous") {
      this.#note(request, principal, "token-required", wanted);
      throw unauthorised("no token was sent");
    }
    if (covers(principal.capabilities, wanted)) {
      // What an action does is on the ledger, with who did it; what the node itself does is only here.
      const onLedger = !wanted.startsWith("node.");
      if (onLedger || wanted === "node.read") this.#parts.count("allowed", principal.kind);
      else this.#note(request, principal, "allowed", wanted);
      return;
    }
    this.#note(request, principal, "not-allowed", wanted);
    throw new Problem("not-allowed", `this needs the capability ${wanted}`);
  }

  #note(
    request: FastifyRequest,
    principal: Principal,
    decision: string,
    capability?: string,
  ): void {
    const route = request.routeOptions.url ?? "(none)";
    this.#parts.count(decision, principal.kind);
    const event = { decision, route, principal, address: request.ip, capability };
    this.#parts.log.write(event, Date.now());
  }

  #limitAddress(request: FastifyRequest, now: number): void {
    // Whoever runs on this machine has better ways to overload it.
    if (this.#parts.config.rate?.address === undefined && isOwnMachine(request.ip)) return;
    const seconds = this.#byAddress.take(limitName(request.ip), now);
    if (seconds > 0) throw this.#limited(request, ANONYMOUS, seconds);
  }

  #limitPrincipal(principal: Principal, now: number): void {
    const { kind, id, member } = principal;
    const waits = [
      member === undefined ? 0 : (this.#byMember?.take(member, now) ?? 0),
      kind === "token" ? (this.#byToken?.take(id, now) ?? 0) : 0,
    ];
    const seconds = Math.max(...waits);
    if (seconds > 0) throw tooMany("more requests than this member or token may make", seconds);
  }

  #limited(request: FastifyRequest, principal: Principal, seconds: number): Problem {
    const code: ProblemCode = "too-many-requests";
    this.#note(request, principal, code);
    return tooMany("more requests than this address may make", seconds);
  }
}

function isOwnMachine(address: string): boolean {
  return isLoopback(address.replace(/^::ffff:/i, ""));
}

/** Operators of the node's own organisation run it; everybody else who is known may read. */
export function rightsOnNode({ role, organisation }: Standing, own: string): readonly string[] {
  return role === "operator" && organisation === own ? NODE_RIGHTS : ["node.read"];
}

function requireOwnPage(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const own = origin === `http://${host}` || origin === `https://${host}`;
  if (own || request.headers["sec-fetch-site"] === "same-origin") return;
  throw new Problem("wrong-origin", "a session makes changes from the node's own pages only");
}

function unauthorised(words: string): Problem {
  return new Problem("token-required", words, {
    headers: { "www-authenticate": 'Bearer realm="tallystick"' },
  });
}

function tooMany(words: string, seconds: number): Problem {
  return new Problem("too-many-requests", words, { headers: { "retry-after": `${seconds}` } });
}
