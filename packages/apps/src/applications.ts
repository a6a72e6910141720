import type { App } from "@tallystick/ledger/app/define-app";
import { evidence } from "./evidence/index.ts";
import { membership } from "./membership/index.ts";

/** Every application in the box, by the name that the SDK and the CLI use. */
export const APPLICATIONS = { evidence, membership } as const;

/** The same as a list, for a ledger to choose from. */
export const applicationList: readonly App[] = Object.values<App>(APPLICATIONS);
