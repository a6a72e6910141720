import type { Suite } from "@tallystick/core/suite/suite";
import type { ChangedRow } from "../app/calls.ts";
import { assertLedger } from "../errors.ts";
import type { StoreReader } from "../store.ts";
import { AppOverlay, type Budget, type OverlayMark } from "./app-overlay.ts";
import type { AppState } from "./app-state.ts";
import { keyOf } from "./row-state.ts";

/** The committed state under a set of overlays. */
export interface CommittedState {
  readonly suite: Suite;
  readonly store: StoreReader;
  readonly apps: readonly AppState[];
}

/** The overlays of all applications during a block, each made when it is first needed. */
export class Overlays {
  readonly #state: CommittedState;
  readonly #overlays: (AppOverlay | undefined)[];

  constructor(state: CommittedState) {
    this.#state = state;
    this.#overlays = new Array<AppOverlay | undefined>(state.apps.length).fill(undefined);
  }

  /** The overlay of an application. */
  of(appNumber: number): AppOverlay {
    let overlay = this.#overlays[appNumber];
    if (overlay === undefined) {
      const { apps, store, suite } = this.#state;
      const state = apps[appNumber];
      assertLedger(state !== undefined, "an application of this ledger");
      overlay = new AppOverlay(state, store, suite, true);
      this.#overlays[appNumber] = overlay;
    }
    return overlay;
  }

  /** The overlay of an application that the block has touched, or undefined. */
  touched(appNumber: number): AppOverlay | undefined {
    return this.#overlays[appNumber];
  }
}

/** A place in a transaction, one mark for each application open by then. */
export type TransactionMark = readonly OverlayMark[];

/** One action and all that it calls: any number of applications under one budget. */
export class Transaction {
  readonly #overlays: Overlays;
  readonly #budget: Budget;
  readonly #open: AppOverlay[] = [];
  readonly #starts: OverlayMark[] = [];

  constructor(overlays: Overlays, budget: Budget) {
    this.#overlays = overlays;
    this.#budget = budget;
  }

  /** Takes an application into the transaction. */
  open(appNumber: number): AppOverlay {
    const overlay = this.#overlays.of(appNumber);
    if (!this.#open.includes(overlay)) {
      overlay.begin(this.#budget);
      this.#open.push(overlay);
      this.#starts.push(overlay.mark());
    }
    return overlay;
  }

  mark(): TransactionMark {
    return this.#open.map((overlay) => overlay.mark());
  }

  /** Undoes what was written since the mark, in every application. */
  rollBackTo(mark: TransactionMark): void {
    for (const [i, overlay] of this.#open.entries()) {
      overlay.rollBackTo(this.#at(mark, i));
    }
  }

  /** Rows changed since the mark, in every application. */
  changesSince(mark: TransactionMark): ChangedRow[] {
    return this.#open.flatMap((overlay, i) =>
      overlay.changesSince(this.#at(mark, i)).map(({ row, before }) => ({
        app: overlay.state.name,
        table: row.codec.name,
        key: keyOf(row),
        before,
        after: row.current,
      })),
    );
  }

  /** Ends the transaction with what stands now. */
  close(): void {
    for (const overlay of this.#open) overlay.keep();
  }

  /** An application that was opened after the mark goes back to where it was opened. */
  #at(mark: TransactionMark, i: number): OverlayMark {
    return mark[i] ?? (this.#starts[i] as OverlayMark);
  }
}
