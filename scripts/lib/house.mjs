// The order of the house (DESIGN section 2) as data: which package may import which.

/** Every package and the packages it may import. Whoever is not listed may not be imported. */
export const MAY_IMPORT = Object.freeze({
  "packages/core": [],
  "packages/ledger": ["packages/core"],
  "packages/apps": ["packages/core", "packages/ledger"],
  "packages/client": ["packages/core", "packages/ledger", "packages/apps"],
  "packages/console": ["packages/core", "packages/ledger", "packages/apps", "packages/client"],
  // The node serves the pages that the console builds; the console never sees the node.
  "packages/node": ["packages/core", "packages/ledger", "packages/apps", "packages/console"],
  "packages/cli": [
    "packages/core",
    "packages/ledger",
    "packages/apps",
    "packages/client",
    "packages/console",
    "packages/node",
  ],
  bench: [
    "packages/core",
    "packages/ledger",
    "packages/apps",
    "packages/client",
    "packages/console",
    "packages/node",
    "packages/cli",
  ],
});

/** Packages that run in a browser or inside the state machine: `node:` only in adapter files. */
export const PURE = Object.freeze([
  "packages/core",
  "packages/ledger",
  "packages/apps",
  "packages/client",
]);

/** Files of a pure package that may touch Node: an adapter says so in its name. Tests may as well. */
export const ADAPTER = "(^|/)(node-[^/]*|[^/]*-node(\\.test)?)\\.ts$|\\.test\\.ts$|/test/";

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The rules in dependency-cruiser's language. */
export function boundaryRules() {
  const layers = Object.keys(MAY_IMPORT);
  const forbidden = layers.map((layer) => {
    const banned = layers.filter((one) => one !== layer && !MAY_IMPORT[layer].includes(one));
    return {
      name: `order-of-the-house-${layer.replace("packages/", "")}`,
      severity: "error",
      from: { path: `^${literally(layer)}/` },
      to: { path: banned.map((one) => `^${literally(one)}/`) },
    };
  });
  return [
    ...forbidden.filter((rule) => rule.to.path.length > 0),
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-node-in-pure-packages",
      severity: "error",
      from: { path: PURE.map((one) => `^${literally(one)}/`), pathNot: ADAPTER },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-tests-in-products",
      severity: "error",
      from: { pathNot: ["\\.test\\.tsx?$", "/test/", "/testing/"] },
      to: { path: ["\\.test\\.tsx?$", "^packages/[^/]+/test/"] },
    },
    {
      name: "no-development-tools-in-products",
      severity: "error",
      from: {
        path: "^packages/[^/]+/(src|bin)/",
        pathNot: ["\\.test\\.tsx?$", "/testing/", "compliance\\.ts$"],
      },
      to: { dependencyTypes: ["npm-dev"], pathNot: ["node_modules/@types/"] },
    },
    { name: "no-missing", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-undeclared-dependency",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
  ];
}
