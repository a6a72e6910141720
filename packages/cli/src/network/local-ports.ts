import { createServer } from "node:net";
import type { LocalPorts } from "@tallystick/node/ops/network/local-network";
import { CommandError } from "../failure.ts";

/** Distance between an organisation's API port and that of its engine. */
const ENGINE_OFFSET = 100;

/**
 * Ports of so many organisations: from the base up, the engines' a hundred above. With a base of 0 any free
 * ones.
 *
 * @throws CommandError `port-in-use`, naming the port
 */
export async function localPorts(count: number, base: number): Promise<LocalPorts[]> {
  if (base === 0) {
    const free = await freePorts(2 * count);
    return Array.from({ length: count }, (_, i) => ({
      api: free[i] as number,
      engine: free[count + i] as number,
    }));
  }
  const ports = Array.from({ length: count }, (_, i) => ({
    api: base + i,
    engine: base + ENGINE_OFFSET + i,
  }));
  for (const port of ports.flatMap(({ api, engine }) => [api, engine])) {
    if (await isFree(port)) continue;
    throw new CommandError(
      "port-in-use",
      `port ${port} on 127.0.0.1 is in use by another program`,
      `stop that program, or choose other ports with --base-port (each network takes ${count} from there, and ${count} from ${ENGINE_OFFSET} above)`,
    );
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const held = await hold(port);
  if (held === undefined) return false;
  await held.release();
  return true;
}

async function freePorts(count: number): Promise<number[]> {
  const held = [];
  for (let i = 0; i < count; i++) held.push(await hold(0));
  const ports = held.flatMap((one) => (one === undefined ? [] : [one.port]));
  for (const one of held) await one?.release();
  return ports;
}

/** A port taken for a moment, so that no other look finds it free. */
function hold(
  port: number,
): Promise<{ readonly port: number; release(): Promise<void> } | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const { port: taken } = server.address() as { port: number };
      resolve({
        port: taken,
        release: () => new Promise((done) => void server.close(() => done())),
      });
    });
  });
}
