import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { buildApp } from "../src/build/build-app.ts";
import { openChromium } from "./open-chromium.ts";

const command = fileURLToPath(new URL("../../cli/bin/tallystick.js", import.meta.url));

/** A real node with the console, and a browser to look at it with. */
export interface ConsoleUnderTest extends AsyncDisposable {
  /** Address of the node. */
  readonly url: string;
  readonly dataDir: string;
  readonly browser: Browser;
  /** The node's own token. */
  readonly token: string;
  /** Signs an action as the node's operator: `call("evidence.deposit", {...})`. */
  call(action: string, input: unknown): Promise<{ index: number; outcome: number }>;
  /** Opens a path of the console in a browser context of its own. */
  open(path?: string, options?: OpenOptions): Promise<OpenPage>;
}

/** How a page is looked at. */
export interface OpenOptions {
  /** "en" unless given. */
  readonly lang?: "en" | "zh";
  /** "desktop" (1280 x 860) unless given; "phone" is 390 x 844. */
  readonly size?: "desktop" | "phone";
  /** "light" unless given. */
  readonly theme?: "light" | "dark";
  /** True to sign in as the node's operator first. */
  readonly signedIn?: boolean;
  readonly context?: BrowserContextOptions;
}

/** An open page with what it complained about. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors and breaches of the policy. */
  readonly complaints: string[];
  /** Addresses outside of the node that were asked for. */
  readonly foreign: string[];
}

const SIZES = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

/**
 * Builds the console where needed, founds a ledger and starts its node and a browser: once a file,
 * in `beforeAll`.
 * @param args further arguments of `tallystick start`
 * @param settings parts of its `tallystick.json`
 */
export async function startConsole(
  args: readonly string[] = [],
  settings?: Readonly<Record<string, unknown>>,
): Promise<ConsoleUnderTest> {
  await buildApp();
  const parent = mkdtempSync(join(tmpdir(), "tallystick-console-"));
  const dataDir = join(parent, "data");
  if (settings !== undefined) configure(dataDir, settings);
  const node = await startNode(dataDir, args);
  const browser = await openChromium();
  const token = readFileSync(join(dataDir, "token"), "utf8").trim();
  return {
    url: node.url,
    dataDir,
    browser,
    token,
    call: (action, input) => call(node.url, token, action, input),
    open: (path = "/", options = {}) => open(browser, node.url, token, path, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await node.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

function configure(dataDir: string, settings: Readonly<Record<string, unknown>>): void {
  const made = spawnSync(process.execPath, [command, "init", "--data", dataDir], {
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(made.stderr);
  const file = join(dataDir, "tallystick.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...config, ...settings }));
}

async function startNode(
  dataDir: string,
  args: readonly string[],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(
    process.execPath,
    [command, "start", "--data", dataDir, "--port", "0", "--json", ...args],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TALLYSTICK_LOG_LEVEL: "error" },
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    let output = "";
    child.once("exit", (code) => reject(new Error(`the node ended with ${code}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      const line = output.split("\n").find((one) => one.includes('"ready"'));
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  const stop = async (): Promise<void> => {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    if (child.exitCode === null && child.kill("SIGTERM")) await gone;
  };
  return { url, stop };
}

async function call(
  url: string,
  token: string,
  action: string,
  input: unknown,
): Promise<{ index: number; outcome: number }> {
  const response = await fetch(`${url}/v1/apps/${action.replace(".", "/")}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as { index: number; outcome: number };
  if (!response.ok) throw new Error(`${action}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

async function open(
  browser: Browser,
  url: string,
  token: string,
  path: string,
  options: OpenOptions,
): Promise<OpenPage> {
  const { lang = "en", size = "desktop", theme = "light", signedIn = false } = options;
  const context = await browser.newContext({
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    colorScheme: theme,
    reducedMotion: "reduce",
    ...SIZES[size],
    ...options.context,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== url && protocol !== "data:" && protocol !== "blob:") foreign.push(request.url());
  });
  if (signedIn) await signIn(page, url, token);
  await page.goto(`${url}${path}`);
  await page.locator("main h1").first().waitFor();
  return { page, complaints, foreign, [Symbol.asyncDispose]: () => context.close() };
}

/** Signs the page's browser in as its own sign-in box does: the token goes once, in a body. */
async function signIn(page: Page, url: string, token: string): Promise<void> {
  const response = await page.request.post(`${url}/v1/access/sign-in`, {
    headers: { origin: url },
    data: { token },
  });
  if (!response.ok()) throw new Error(`sign-in: ${response.status()} ${await response.text()}`);
}

/** Fails on every finding of axe, on every complaint of the page and on every foreign request. */
export async function expectSound({ page, complaints, foreign }: OpenPage): Promise<void> {
  await expectAccessible(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "the page is wider than the screen").toBeLessThanOrEqual(0);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
}

/** Fails on every finding of axe, with the element and what to do. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary ?? ""}`),
  );
  expect(findings).toEqual([]);
}
