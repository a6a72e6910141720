// Measures how long the tree of an issue of 500 parts takes to be drawn in Chromium: from the click on
// the certificate, with nothing of it asked for before, until its cells are on the screen.
// node packages/console/test/measure-tree.ts
import { startConsole } from "./open-console.ts";
import { manyParts, sampleReceivables } from "./sample-receivables.ts";

const PARTS = 500;
const RUNS = 7;

await using ledger = await startConsole();
const certificate = await manyParts(ledger, await sampleReceivables(ledger), PARTS);
const times: number[] = [];
for (let run = 0; run < RUNS; run++) {
  await using open = await ledger.open("/receivables?section=obligations", { signedIn: true });
  const name = `Certificate ${certificate}`;
  await open.page.getByRole("link", { name, exact: true }).waitFor();
  const taken = await open.page.evaluate(async (text) => {
    const links = [...document.querySelectorAll("main a")];
    const link = links.find(({ textContent }) => textContent === text) as HTMLElement;
    const from = performance.now();
    link.click();
    while (document.querySelector('[data-cell^="b"], [data-cell^="p"]') === null) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    // The frame after the one in which they were put there has them on the screen.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - from;
  }, name);
  times.push(Math.round(taken));
}
times.sort((a, b) => a - b);
process.stdout.write(
  `${PARTS} parts: median ${times[Math.floor(RUNS / 2)]} ms, worst ${times.at(-1)} ms of ${RUNS}\n`,
);
