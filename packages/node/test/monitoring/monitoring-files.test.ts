// The dashboard and the alert rules that operators import name metrics that a node really has.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Metrics } from "../../src/metrics.ts";
import { addNetworkMetrics } from "../../src/network-metrics.ts";

const file = (name: string): string =>
  fileURLToPath(new URL(`../../../../docs/operate/${name}`, import.meta.url));
const read = (name: string): string => readFileSync(file(name), "utf8");

/** Labels that Prometheus adds itself, or that an expression makes. */
const FOREIGN_LABELS = new Set(["instance", "job", "le"]);

interface Known {
  readonly names: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

async function known(): Promise<Known> {
  const status = { state: "running", height: 0, certifiedHeight: 0, logSize: 0, inFlight: 0 };
  const { registry } = new Metrics({
    engine: () => ({ ...status, clockBehindMs: 0, fault: undefined }) as never,
    ...{ lastTime: () => 0, storeBytes: () => 0, eventStreams: () => 0, digestsQueued: () => 0 },
  });
  addNetworkMetrics(registry, async () => undefined);
  const all = registry.getMetricsAsArray() as unknown as {
    name: string;
    type: string;
    labelNames?: readonly string[];
  }[];
  const names = all.flatMap(({ name, type }) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  const labels = all.flatMap(({ labelNames = [] }) => labelNames);
  return { names: new Set([...names, "up"]), labels: new Set([...labels, ...FOREIGN_LABELS]) };
}

/** The metrics that a PromQL expression names. */
function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/"[^"]*"/g, '""').replaceAll(/\{[^}]*\}/g, "");
  return (bare.match(/\b(?:tallystick|process|nodejs|cometbft)_\w+|\bup\b/g) ?? []).map(String);
}

/** The labels that it selects or groups by, and that a text about it shows. */
function labelsIn(text: string): string[] {
  const grouped = [...text.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)].flatMap(([, list = ""]) =>
    list.split(/\s*,\s*/),
  );
  const selected = [...text.matchAll(/[{,]\s*(\w+)\s*=~?"/g)].map(([, name = ""]) => name);
  const shown = [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(
    ([, one = ""]) => one,
  );
  return [...grouped, ...selected, ...shown];
}

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

describe("the dashboard", () => {
  const dashboard = JSON.parse(read("grafana-dashboard.json")) as {
    readonly title: string;
    readonly uid: string;
    readonly panels: readonly Panel[];
  };
  const panels = dashboard.panels.filter(({ type }) => type !== "row");

  it("asks for metrics and labels that there are", async () => {
    const { names, labels } = await known();
    expect(panels.length).toBeGreaterThan(15);
    for (const { title, targets = [] } of panels) {
      expect(targets.length, title).toBeGreaterThan(0);
      for (const { expr, legendFormat } of targets) {
        const found = metricsIn(expr);
        expect(found.length, expr).toBeGreaterThan(0);
        for (const name of found) expect(names, `${title}: ${expr}`).toContain(name);
        for (const label of labelsIn(`${expr} ${legendFormat}`)) {
          expect(labels, `${title}: ${expr}`).toContain(label);
        }
      }
    }
  });
});

describe("the alert rules", () => {
  const text = read("alerts.yml");
  const rules = text.split(/^ {6}- alert: /m).slice(1);
  const headings = (page: string): string[] =>
    [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} -]/gu, "")
        .replaceAll(" ", "-"),
    );

  it("ask for metrics and labels that there are, and each links to what to do", async () => {
    const { names, labels } = await known();
    const anchors = headings("network-operations.md");
    expect(rules.length).toBeGreaterThan(12);
    for (const rule of rules) {
      const expr = /^ {8}expr: (.+)$/m.exec(rule)?.[1] ?? "";
      const found = metricsIn(expr);
      expect(found.length, rule).toBeGreaterThan(0);
      for (const name of found) expect(names, expr).toContain(name);
      for (const label of labelsIn(rule.replaceAll(/\{ severity[^}]*\}/g, ""))) {
        expect(labels, rule).toContain(label);
      }
      expect(rule).toMatch(/severity: (critical|warning)/);
      expect(rule).toMatch(/summary: ".+"/);
      const [, page = "", anchor = ""] = /runbook: (\S+)#(\S+)/.exec(rule) ?? [];
      expect(page).toBe("network-operations.md");
      expect(anchors, rule).toContain(anchor);
    }
  });

  it("are names once each", () => {
    const names = rules.map((rule) => rule.split("\n")[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  const promtool = spawnSync("promtool", ["--version"]).error === undefined;
  it.skipIf(!promtool)("pass Prometheus' own check", () => {
    const said = spawnSync("promtool", ["check", "rules", file("alerts.yml")], {
      encoding: "utf8",
    });
    expect(`${said.stdout}${said.stderr}`).toContain("SUCCESS");
    expect(said.status).toBe(0);
  });

  it.skipIf(!promtool)("fire when they should, and not when all is well", () => {
    const said = spawnSync("promtool", ["test", "rules", "alert-rules.yml"], {
      cwd: import.meta.dirname,
      encoding: "utf8",
    });
    expect(`${said.stdout}${said.stderr}`).toContain("SUCCESS");
  });
});
