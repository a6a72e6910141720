import type { Role } from "@tallystick/ledger/app/define-action";
import type { App } from "@tallystick/ledger/app/define-app";
import type { RouteSpec } from "../api/route-spec.ts";
import { NODE_CAPABILITIES } from "./principal.ts";

/** Who may call an action on the ledger. */
export interface ActionPermission {
  /** `application.action`; the capability that opens it has the same name. */
  readonly action: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Built-in roles for which it is open; none: only whoever is granted it. */
  readonly roles: readonly Role[];
  /** True when a granted capability opens it to others. */
  readonly grantable: boolean;
}

/** Who may call a route of the API. */
export interface RoutePermission {
  readonly method: string;
  readonly path: string;
  /** `anybody`, `reader` (anybody, or whoever signs in: setting `access.read`), or the capability. */
  readonly needs: string;
}

/** Everything that can be asked of a node, with who may. */
export interface PermissionMatrix {
  readonly actions: readonly ActionPermission[];
  readonly routes: readonly RoutePermission[];
  readonly node: readonly {
    readonly capability: string;
    readonly en: string;
    readonly zh: string;
  }[];
}

/** What a route needs, in one word. */
export function needsOf({ access, open, capability }: RouteSpec): string {
  if (access === "token") return capability ?? "node.admin";
  return open === true ? "anybody" : "reader";
}

/** The matrix, from the definitions that the node itself goes by. */
export function permissionMatrix(
  apps: readonly App[],
  routes: readonly { readonly spec: RouteSpec }[],
): PermissionMatrix {
  return {
    actions: apps.flatMap((app) =>
      Object.values(app.actions).map(({ name, title, roles }) => ({
        action: `${app.name}.${name}`,
        title,
        roles,
        grantable: roles.length === 0 || roles.some((role) => role !== "consortium"),
      })),
    ),
    routes: routes.map(({ spec }) => ({
      ...{ method: spec.method, path: spec.path },
      needs: needsOf(spec),
    })),
    node: Object.entries(NODE_CAPABILITIES).map(([capability, text]) => ({ capability, ...text })),
  };
}
