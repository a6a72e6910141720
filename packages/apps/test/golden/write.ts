// Writes the golden streams and their roots. The rules are consensus data: a change of the committed
// files is a change of the ledger, and belongs in its own commit with the reason.
//
//     node packages/apps/test/golden/write.ts && npm run format
import { writeFileSync } from "node:fs";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { replay } from "./replay.ts";
import { goldenStory } from "./story.ts";

for (const name of ["intl", "gm"] as const) {
  const { stream } = await goldenStory(name);
  const roots = await replay(stream, nodeSuite(name));
  writeFileSync(new URL(`./${name}.cborseq`, import.meta.url), stream);
  const text = `${JSON.stringify(roots, null, 2)}\n`;
  writeFileSync(new URL(`./${name}.roots.json`, import.meta.url), text);
  console.log(`${name}: ${stream.length} bytes, ${roots.length} blocks`);
}
