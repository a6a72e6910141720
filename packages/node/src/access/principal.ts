/** On what somebody's request is let in. */
export type PrincipalKind = "anonymous" | "admin" | "token" | "session" | "certificate";

/** Who makes a request, as far as the node knows. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Names the token, session or certificate in logs and limits; never a secret. */
  readonly id: string;
  /** Id of the session that a token came by, in the browser of somebody who signed in with it. */
  readonly session?: string;
  /** Member in whose name it acts; absent for the anonymous. */
  readonly member?: string;
  /** What it may ask of the node; the ledger has its own word on every action. */
  readonly capabilities: readonly string[];
}

/** Whoever brings nothing. */
export const ANONYMOUS: Principal = Object.freeze({
  kind: "anonymous",
  id: "anonymous",
  capabilities: Object.freeze([]),
});

/** What the node itself lets people do, beside the actions of the ledger's applications. */
export const NODE_CAPABILITIES = {
  "node.read": {
    en: "read what the API serves, where reading needs a sign-in",
    zh: "在读取需登录时读取接口内容",
  },
  "node.digests": {
    en: "deposit digests in the node's own batches and name",
    zh: "以节点名义批量存证摘要",
  },
  "node.backup": { en: "take a backup", zh: "获取备份" },
  "node.tokens": { en: "see, make and revoke everybody's tokens", zh: "查看、创建与撤销所有令牌" },
  "node.sessions": { en: "see and revoke everybody's sessions", zh: "查看与撤销所有会话" },
  "node.expiries": { en: "see what is about to end", zh: "查看即将到期的事项" },
  "node.admin": { en: "everything else that runs the node", zh: "其他节点管理操作" },
} as const;

/** A capability of the node itself. */
export type NodeCapability = keyof typeof NODE_CAPABILITIES;

/** Form of a capability: `*`, `application.*` or `application.action`. */
export const CAPABILITY_FORM = /^(?:\*|[a-z][a-z0-9-]{0,62}\.(?:\*|[a-z][a-z0-9-]{0,62}))$/;

/** Whether a set of capabilities has this one. `*` has all but those of the node itself. */
export function covers(capabilities: readonly string[], wanted: string): boolean {
  const [app = ""] = wanted.split(".", 1);
  return capabilities.some(
    (one) => one === wanted || one === `${app}.*` || (one === "*" && app !== "node"),
  );
}

/** Whether every capability of the second set is in the first. */
export function includesAll(capabilities: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => {
    if (one === "*") return capabilities.includes("*");
    return covers(capabilities, one);
  });
}
