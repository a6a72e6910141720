import type { GenesisOrganisation } from "@tallystick/core/genesis";
import type { Suite } from "@tallystick/core/suite/suite";
import type { ConsensusValidator } from "./application.ts";
import { Roster } from "./roster.ts";

/** The organisations that the ledger's state names from a height on. */
export interface StatedRoster {
  readonly fromHeight: number;
  /** Each with its validator. */
  readonly organisations: readonly GenesisOrganisation[];
}

/** What the committed state says of a height: the stated roster in force there, if any. */
export type RosterSource = (height: number) => StatedRoster | undefined;

/** Stated rosters that are kept ready; around one height at most three are asked for. */
const KEPT = 4;

/**
 * The rosters of a chain by height: that of its start, until the state of the ledger names another.
 *
 * The checkpoint of block h is signed by the roster of h, with the votes on block h + 1. So the
 * validators that vote on block v are those of the roster of v - 1, and the engine is told of a change
 * two blocks before it votes with it.
 */
export class Rosters {
  readonly #suite: Suite;
  readonly #start: Roster;
  readonly #stated: RosterSource;
  readonly #kept = new Map<number, Roster>();

  /** @throws ConsensusFault `wrong-chain` when an organisation of the start has no validator */
  constructor(suite: Suite, start: readonly GenesisOrganisation[], stated: RosterSource) {
    this.#suite = suite;
    this.#start = new Roster(suite, start);
    this.#stated = stated;
  }

  /**
   * The organisations whose signatures certify the block at a height.
   *
   * @param height at most two above the last committed block: a change is stated at least three blocks
   *   before it counts
   */
  at(height: number): Roster {
    const stated = this.#stated(height);
    if (stated === undefined) return this.#start;
    const kept = this.#kept.get(stated.fromHeight);
    if (kept !== undefined) return kept;
    const roster = new Roster(this.#suite, stated.organisations);
    if (this.#kept.size === KEPT) this.#kept.clear();
    this.#kept.set(stated.fromHeight, roster);
    return roster;
  }

  /**
   * What the engine is told with the block at a height: the validators that change between it and the
   * next, who then vote from two blocks after it on (CometBFT spec/abci, validator updates). Power 0
   * removes one.
   */
  updatesWith(height: number): ConsensusValidator[] {
    const before = this.at(height);
    const after = this.at(height + 1);
    if (before === after) return [];
    const changed = after.members.filter(
      ({ address, validator }) => before.member(address)?.validator.power !== validator.power,
    );
    const gone = before.members.filter(({ address }) => after.member(address) === undefined);
    return [
      ...changed.map(({ validator: { key, power } }) => ({ key, power })),
      ...gone.map(({ validator: { key } }) => ({ key, power: 0 })),
    ];
  }
}
