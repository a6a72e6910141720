/**
 * What a stream of blocks comes to under an embedded ledger and under the mock engine, as JSON:
 *
 *     node packages/node/test/sim/replay-stream.ts FILE.cborseq [seed]
 */
import { readFileSync } from "node:fs";
import { decodeGenesis } from "@tallystick/core/genesis";
import { nodeSuite } from "@tallystick/core/suite/node-suite";
import { replay } from "../../../apps/test/golden/replay.ts";
import { decodeStream } from "../../../apps/test/golden/stream.ts";
import { goldenRun } from "./golden-run.ts";

const [path = "", seed = "1"] = process.argv.slice(2);
const stream = new Uint8Array(readFileSync(path));
const suite = nodeSuite(decodeGenesis(decodeStream(stream).genesis).suite);
const [embedded, mock] = [await replay(stream, suite), await goldenRun(stream, Number(seed))];
process.stdout.write(`${JSON.stringify({ embedded, mock })}\n`);
