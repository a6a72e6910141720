import { readFileSync } from "node:fs";
import type { NodeSigner } from "@tallystick/core/suite/node-keys";
import type { Logger } from "pino";
import type { ApiLimits } from "../api/limits.ts";
import { findPassphrase } from "../keys/passphrase.ts";
import type { Metrics } from "../metrics.ts";
import type { OpenNode } from "../open-node.ts";
import { AccessLog } from "./access-log.ts";
import { accessMetrics } from "./access-metrics.ts";
import type { CookieRule } from "./cookies.ts";
import { type Expiry, ExpiryWatch } from "./expiries.ts";
import { AccessGuard } from "./guard.ts";
import { SESSION_MINUTES_DEFAULT } from "./limits.ts";
import { openMemberKeys } from "./member-keys.ts";
import { Sessions } from "./sessions.ts";
import { SignIn } from "./sign-in.ts";
import { Standings } from "./standing.ts";
import { TlsWatch, tlsExpiries } from "./tls.ts";
import { Tokens } from "./tokens.ts";

/** What the routes know of access. */
export interface Access {
  readonly guard: AccessGuard;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly sessionMinutes: number;
  readonly standings: Standings;
  readonly cookies: CookieRule;
  /** Absent when staff cannot sign in here. */
  readonly signIn?: SignIn;
  /** True for members whose key the node keeps. */
  readonly signsFor: (member: string) => boolean;
  /** What is about to end. @param now ms since the epoch */
  readonly expiries: (now: number) => readonly Expiry[];
}

/** Access of a node that is open. */
export interface OpenAccess extends Access {
  /** Keys of members that the node signs for, its own among them. */
  readonly signers: ReadonlyMap<string, NodeSigner>;
  /** Absent when the API is plain HTTP. */
  readonly tls?: TlsWatch;
  close(): void;
}

/** What it is opened with. */
export interface AccessOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits: ApiLimits;
  readonly passphraseFile?: string | undefined;
}

/** Opens everything that decides about access. @throws NodeError for settings and files that are wrong */
export async function openAccess(node: OpenNode, options: AccessOptions): Promise<OpenAccess> {
  const { config, paths, engine, suite } = node;
  const { logger, metrics } = options;
  const { oidc } = config.access ?? {};
  const passphrase = findPassphrase({
    dataDir: paths.root,
    passphraseFile: options.passphraseFile,
  });
  const kept = await openMemberKeys(paths, suite, passphrase.text);
  const signers = new Map([...kept, [config.member, node.memberSigner] as const]);
  const tls = config.tls && new TlsWatch(config.tls, paths.root, tellingOf(logger));
  const signIn = oidc && new SignIn(oidc, paths.root);
  const tokens = new Tokens(paths.tokens);
  const sessionMinutes = oidc?.sessionMinutes ?? SESSION_MINUTES_DEFAULT;
  const sessions = new Sessions(sessionMinutes);
  const read: OpenNode["engine"]["read"] = (run) => engine.read(run);
  const standings = new Standings(read);
  const watch = new ExpiryWatch(
    {
      read,
      tokens,
      tls: () => (tls ? tlsExpiries(tls.options) : []),
      members: [...signers.keys()],
    },
    logger,
  );
  const expiries = (now: number) => watch.list(now);
  const cookies = { secure: signIn?.secure ?? tls !== undefined };
  const guard = new AccessGuard({
    adminToken: readFileSync(paths.token, "utf8").trim(),
    nodeMember: config.member,
    organisation: config.organisation,
    ...{ tokens, sessions, standings, cookies, config: config.access ?? {} },
    failuresPerMinute: options.limits.tokenFailuresPerMinute,
    authorities: config.tls?.clientAuthorities !== undefined,
    fingerprint: (certificate) => suite.hash(certificate),
    log: new AccessLog(logger),
    count: accessMetrics(metrics.registry, { sessions: () => sessions.count, expiries }),
  });
  watch.start();
  return {
    ...{ guard, tokens, sessions, sessionMinutes, standings, cookies, signers, expiries },
    signsFor: (member) => signers.has(member),
    ...(signIn === undefined ? {} : { signIn }),
    ...(tls === undefined ? {} : { tls }),
    close() {
      watch.stop();
      tls?.stop();
      tokens.close();
    },
  };
}

function tellingOf(logger: Logger): (error?: unknown) => void {
  return (error) => {
    if (error === undefined) logger.info("the TLS certificate was taken up anew");
    else logger.error({ err: error }, "the TLS files changed and cannot be used");
  };
}
