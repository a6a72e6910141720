// A node in a process of its own: `node node-child.ts '{"dataDir":"..."}'` prints {"url"} once it serves.
import { startNode } from "../../src/start.ts";

const { dataDir, port = 0 } = JSON.parse(process.argv[2] as string) as {
  dataDir: string;
  port?: number;
};
const running = await startNode({ dataDir, port, logLevel: "warn", announce: () => {} });
process.stdout.write(`${JSON.stringify({ url: running.url })}\n`);
process.once("SIGTERM", () => {
  void running.close().then(() => process.exit(0));
});
// Nobody is left who could end it.
process.stdin.resume().once("end", () => process.exit(1));
