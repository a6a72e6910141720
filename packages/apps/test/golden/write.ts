// Writes the golden streams and their roots. The rules are consensus data: a change of the committed
// files is a change of the ledger, and belongs in its own commit with the reason.
//
//     node packages/apps/test/golden/write.ts && npm run format
import { writeFileSync } from "node:fs";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { receivableStory } from "./receivable-story.ts";
import { replay } from "./replay.ts";
import { goldenStory } from "./story.ts";

for (const name of ["intl", "gm"] as const) {
  const stories = [
    [name, await goldenStory(name)],
    [`receivable.${name}`, await receivableStory(name)],
  ] as const;
  for (const [file, { stream }] of stories) {
    const roots = await replay(stream, nodeSuite(name));
    writeFileSync(new URL(`./${file}.cborseq`, import.meta.url), stream);
    const text = `${JSON.stringify(roots, null, 2)}\n`;
    writeFileSync(new URL(`./${file}.roots.json`, import.meta.url), text);
    console.log(`${file}: ${stream.length} bytes, ${roots.length} blocks`);
  }
}
