import { join } from "node:path";
import { toHex } from "@tallystick/core/bytes";
import type { Logger } from "pino";
import { logEvents } from "../events.ts";
import type { OpenNode } from "../open-node.ts";
import { Webhook } from "./webhook.ts";
import { WebhookState } from "./webhook-state.ts";

/** Starts every webhook of the configuration; the returned function ends them. */
export function openWebhooks(node: OpenNode, logger: Logger): () => Promise<void> {
  const { config, engine, ledger, paths } = node;
  const everything = { action: undefined, member: undefined };
  const hooks = (config.webhooks ?? []).map(
    (one) =>
      new Webhook({
        config: one,
        state: new WebhookState(join(paths.root, "webhooks"), one.name),
        source: logEvents(engine, ledger.outcomes, everything),
        logSize: () => engine.read((reader) => reader.logSize),
        ledger: toHex(ledger.ledgerId),
        logger,
      }),
  );
  return async () => {
    await Promise.all(hooks.map((hook) => hook.close()));
  };
}
