// A court, a notary, a ministry and two companies set up a ledger together.
//
//   node examples/consortium/consortium.ts                       on a ledger of its own, for a moment
//   node examples/consortium/consortium.ts DATA [DATA ...]       on a ledger that runs: the data
//                                                                directories of its founders' nodes
import { tellStory } from "./chapters.ts";
import { openStage } from "./open-stage.ts";

const stage = await openStage(process.argv.slice(2), "ministry", console.log);
try {
  await tellStory(stage);
  console.log("Done.");
} finally {
  await stage.stop();
}
