import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

const cache = fileURLToPath(new URL("../../../.cache/", import.meta.url));

describe.skipIf(!haveChromium())("the pages for developers", () => {
  let ledger: ConsoleUnderTest;
  let folder: string | undefined;
  beforeAll(async () => {
    ledger = await startConsole();
    mkdirSync(cache, { recursive: true });
    // Inside of the clone, so that the program finds the SDK as a reader's copy of it would.
    folder = mkdtempSync(join(cache, "snippets-"));
  });
  afterAll(async () => {
    await ledger?.[Symbol.asyncDispose]();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a program as it stands on the page, with the variables that its command sets. */
  async function run(name: string, program: string): Promise<string> {
    const file = join(folder ?? cache, `${name}.ts`);
    writeFileSync(file, program);
    const env = { ...process.env, TALLYSTICK_TOKEN: ledger.token };
    const child = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code, output).toBe(0);
    return output;
  }

  it("show programs that run as they stand, against this node", async () => {
    await using open = await ledger.open("/developers");
    const programs = await open.page
      .locator("[data-example]")
      .evaluateAll((all) =>
        all.map((one) => [
          (one as HTMLElement).dataset["example"] ?? "",
          one.querySelector("pre")?.textContent ?? "",
        ]),
      );
    const texts = Object.fromEntries(programs) as Record<string, string>;
    for (const name of ["deposit", "absence", "follow"]) {
      expect(texts[name]).toContain(`"${ledger.url}"`);
    }
    expect(await run("deposit", texts["deposit"] ?? "")).toContain("deposited by member-");
    expect(await run("absence", texts["absence"] ?? "")).toContain("deposited 0 times");
    expect(await run("follow", texts["follow"] ?? "")).toContain("evidence.deposit");
    await expectSound(open);
  });

  it("let the interface be searched, and every call be read", async () => {
    await using open = await ledger.open("/developers?section=api");
    const { page } = open;
    await page.getByRole("searchbox").fill("withdraw deposit");
    const call = page.locator("details", { hasText: "/v1/apps/evidence/withdraw" }).first();
    await call.locator("summary").click();
    await call.getByText("reason", { exact: true }).waitFor();
    await call.getByText("Why.").first().waitFor();
    expect(await call.getByText(/curl -X POST/).textContent()).toContain(ledger.url);
    expect(page.url()).toContain("find=withdraw");
    await expectSound(open);
    await page.getByRole("searchbox").fill("no such words");
    await page.getByText("Nothing matches no such words").waitFor();
  });

  it("find an outcome by its code, number or words, in both languages", async () => {
    await using open = await ledger.open("/developers?section=outcomes", { lang: "zh" });
    const { page } = open;
    const codes = () => page.locator(".developers-codes td code").allTextContents();
    await page.getByRole("searchbox").fill("no-such-deposit");
    await expect.poll(codes).toContain("no-such-deposit");
    expect((await codes()).length).toBeLessThan(6);
    await page.getByRole("searchbox").fill("404");
    await expect.poll(codes).toContain("not-found");
    await expectSound(open);
  });

  it("say what is bounded: by this version, and by what the consortium decided", async () => {
    await using open = await ledger.open("/developers?section=limits");
    const { page } = open;
    await page.getByText("Decided by the consortium").waitFor();
    await page.getByRole("searchbox").fill("receipt bundle bytes");
    await page.getByText("RECEIPT_BYTES_MAX").waitFor();
    await expectSound(open);
  });

  const sections = ["start", "api", "limits", "outcomes"];
  it.each(sections)("are sound on a phone in Chinese: %s", async (section) => {
    const path = `/developers?section=${section}`;
    await using open = await ledger.open(path, { lang: "zh", size: "phone", theme: "dark" });
    await open.page
      .locator(".developers-code, .developers-rows, .developers-group, .developers-codes")
      .first()
      .waitFor();
    await expectSound(open);
  });
});
