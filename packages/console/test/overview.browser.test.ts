import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { haveChromium } from "./open-chromium.ts";
import { type ConsoleUnderTest, expectSound, startConsole } from "./open-console.ts";

describe.skipIf(!haveChromium())("the overview", () => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole();
  });
  afterAll(() => console?.[Symbol.asyncDispose]());

  const looks = (["en", "zh"] as const).flatMap((lang) =>
    (["desktop", "phone"] as const).map((size) => ({ lang, size })),
  );
  it.each(looks)("is sound in $lang on a $size", async ({ lang, size }) => {
    await using open = await console.open("/", { lang, size });
    await open.page.locator(".figures").waitFor();
    expect(await open.page.locator("h1").textContent()).toBe(lang === "zh" ? "概览" : "Overview");
    await expectSound(open);
  });
});
