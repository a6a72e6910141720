import type { CommittedRows, CommittedTables } from "./committed-tables.ts";
import { LedgerFault } from "./errors.ts";
import type { Identity, IdentityResolver } from "./identity.ts";
import type { Memo } from "./kept.ts";
import { LIMITS } from "./limits.ts";
import type { AppState } from "./tables/app-state.ts";
import { identityOf } from "./tables/row-state.ts";

/** What the cache reads from. */
export interface IdentitySource {
  readonly resolver: IdentityResolver;
  readonly apps: readonly AppState[];
}

/** Keys resolved, each until the rows that say whose it is change. Unknown keys are not kept. */
export class IdentityCache {
  readonly #resolver: IdentityResolver;
  readonly #rows: CommittedRows;
  readonly #known: Memo<Identity | undefined>;

  /** @throws LedgerFault when the ledger lacks the resolver's application */
  constructor({ resolver, apps }: IdentitySource, committed: CommittedTables) {
    const state = apps.find(({ name }) => name === resolver.app);
    if (state === undefined) {
      throw new LedgerFault("wrong-applications", `no application ${resolver.app}`);
    }
    this.#resolver = resolver;
    this.#rows = committed.of(state, resolver.tables);
    this.#known = this.#rows.memo(LIMITS.identitiesKept);
  }

  /** Whose a key is at the last committed height. */
  get(keyId: Uint8Array): Identity | undefined {
    return this.#known.get(identityOf(keyId), () => this.#resolve(keyId));
  }

  #resolve(keyId: Uint8Array): Identity | undefined {
    const found = this.#resolver.resolve(this.#rows.tables, keyId);
    this.#rows.rest();
    return found;
  }
}
