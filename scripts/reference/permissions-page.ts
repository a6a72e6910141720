import { applicationList } from "@tallystick/apps/applications";
import { permissionMatrix } from "@tallystick/node/access/permissions";
import { describedRoutes } from "@tallystick/node/api/described-api";

const HEAD = `# Who may do what

Every action of every application, and every route of a node's API, with who may call it.
This page is made from the definitions that ledger and node go by (\`npm run reference\`); a test holds it against them, and \`GET /v1/permissions\` serves the same for one node.

中文提要：本页由账本与节点实际使用的定义生成，列出每个操作与每个接口的调用者：内置角色（operator 管理员、member 成员）、各机构决议（consortium），或被授予同名权限者。

## How it is decided

1. A statement is judged by the ledger, whoever brings it: its signature says which member it is from.
2. An action is open to members with one of its built-in roles, and beside them to whoever holds a granted capability of the same name (\`evidence.deposit\`), or of the whole application (\`evidence.*\`).
3. An action of the **consortium** is called by nobody: it runs when the organisations have decided so in [governance](applications/governance.md).
4. Whether a caller may do it *to this record or organisation* is for the action itself: its page says so, with the outcome that it refuses with.
5. Calls that the node signs need, beside all that, a token, session or client certificate with the capability: see [access](../operate/access.md).
`;

const mark = (yes: boolean): string => (yes ? "●" : "");

/** docs/reference/permissions.md. */
export async function permissionsPage(): Promise<string> {
  const { actions, routes, node } = permissionMatrix(applicationList, describedRoutes());
  const actionRows = actions.map(({ action, title, roles, grantable }) => {
    const marks = (["operator", "member", "consortium"] as const).map((role) =>
      mark(roles.includes(role)),
    );
    return `| \`${action}\` | ${title.en} | ${marks.join(" | ")} | ${mark(grantable)} |`;
  });
  const capabilityRows = node.map(
    ({ capability, en, zh }) => `| \`${capability}\` | ${en} | ${zh} |`,
  );
  const routeRows = routes
    .filter(({ path }) => !path.startsWith("/v1/apps/"))
    .map(({ method, path, needs }) => `| ${method} | \`${path}\` | ${words(needs)} |`);
  return [
    HEAD,
    "## Actions on the ledger\n",
    "| action | what it is | operator | member | consortium | by grant |",
    "|---|---|:-:|:-:|:-:|:-:|",
    ...actionRows,
    "\n## Capabilities of the node\n",
    "Operators of the node's own organisation have all of them; every other member has `node.read`.\n",
    "| capability | opens | 说明 |",
    "|---|---|---|",
    ...capabilityRows,
    "\n## Routes of the API\n",
    "*Whoever may read* is anybody who reaches the port, or, with the setting `access.read`: `signed-in`, whoever has `node.read`.\n",
    "| | path | who |",
    "|---|---|---|",
    ...routeRows,
    "| GET | `/v1/apps/{app}/{view}` | whoever may read |",
    "| POST | `/v1/apps/{app}/{action}` | the capability named like the action, for a member whose key the node keeps |",
    "",
  ].join("\n");
}

function words(needs: string): string {
  if (needs === "anybody") return "anybody";
  return needs === "reader" ? "whoever may read" : `\`${needs}\``;
}
