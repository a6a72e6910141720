import type { Suite } from "@tallystick/core/suite/suite";
import { LedgerFault } from "./errors.ts";
import type { Identity, IdentityResolver } from "./identity.ts";
import { LIMITS } from "./limits.ts";
import type { StoreReader } from "./store.ts";
import { AppOverlay, viewBudget } from "./tables/app-overlay.ts";
import type { AppState } from "./tables/app-state.ts";
import { bindReaders } from "./tables/bind-tables.ts";
import { identityOf } from "./tables/row-state.ts";

/** What the cache reads from. */
export interface IdentitySource {
  readonly resolver: IdentityResolver;
  readonly apps: readonly AppState[];
  readonly store: StoreReader;
  readonly suite: Suite;
}

/** Keys resolved since the members' application last changed. Unknown keys are not kept. */
export class IdentityCache {
  /** Number of the application whose changes empty the cache. */
  readonly appNumber: number;
  readonly #source: IdentitySource;
  readonly #state: AppState;
  readonly #known = new Map<string, Identity>();

  /** @throws LedgerFault when the ledger lacks the resolver's application */
  constructor(source: IdentitySource) {
    const state = source.apps.find(({ name }) => name === source.resolver.app);
    if (state === undefined) {
      throw new LedgerFault("wrong-applications", `no application ${source.resolver.app}`);
    }
    this.#source = source;
    this.#state = state;
    this.appNumber = state.number;
  }

  /** Whose a key is at the last committed height. */
  get(keyId: Uint8Array): Identity | undefined {
    const name = identityOf(keyId);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const { resolver, store, suite } = this.#source;
    const overlay = new AppOverlay(this.#state, store, suite);
    overlay.begin(viewBudget());
    const found = resolver.resolve(bindReaders(overlay, resolver.tables), keyId);
    if (found === undefined) return undefined;
    if (this.#known.size >= LIMITS.identitiesKept) this.#known.clear();
    this.#known.set(name, found);
    return found;
  }

  /** Forgets everything. */
  clear(): void {
    this.#known.clear();
  }
}
