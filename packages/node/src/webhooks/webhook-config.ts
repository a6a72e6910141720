import { URL_LENGTH_MAX } from "@tallystick/core/limits";
import { z } from "zod";
import { WEBHOOK_ACTIONS_MAX, WEBHOOKS_MAX } from "../limits.ts";

/** Somebody who is told of entries as they are logged; see docs/operate/webhooks.md. */
export interface WebhookConfig {
  /** What its secret and its place in the log are called. */
  readonly name: string;
  readonly url: string;
  /** Entries of these actions, such as `receivable.accept`, or of whole applications, such as `receivable`. Empty: all. */
  readonly actions?: readonly string[] | undefined;
  /** Refusals are told too when true. */
  readonly refusals?: boolean | undefined;
  /** Lets the address be this machine, or one beside it, and plain HTTP. */
  readonly allowLocal?: boolean | undefined;
}

const name = /^[a-z0-9][a-z0-9-]{0,62}$/;
const action = /^[a-z][a-z0-9-]{0,62}(\.[a-z][a-z0-9-]{0,62})?$/;

const webhookSchema = z
  .strictObject({
    name: z.string().regex(name),
    url: z.url({ protocol: /^https?$/ }).max(URL_LENGTH_MAX),
    actions: z.array(z.string().regex(action)).max(WEBHOOK_ACTIONS_MAX).optional(),
    refusals: z.boolean().optional(),
    allowLocal: z.boolean().optional(),
  })
  .refine(({ url, allowLocal }) => allowLocal === true || url.startsWith("https:"), {
    message: "plain HTTP needs allowLocal",
  })
  .refine(({ url }) => new URL(url).username === "" && new URL(url).password === "", {
    message: "no password stands in an address",
  });

/** The list of them in `tallystick.json`. */
export const webhooksSchema = z
  .array(webhookSchema)
  .max(WEBHOOKS_MAX)
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, {
    message: "two have the same name",
  });
