import type { ConsensusApplication } from "../../src/engine/consensus/application.ts";
import { blockFault } from "./block-rules.ts";
import { type Block, type BlockId, NIL, type Vote } from "./chain-types.ts";
import { hashBytes } from "./replica.ts";
import type { RoundsParts } from "./rounds-parts.ts";

/** What a node takes from others: blocks by the engine's rules, then by the application's, and votes. */
export class BlockJudge {
  readonly #parts: RoundsParts;
  readonly #application: ConsensusApplication;
  readonly #verdicts = new Map<BlockId, boolean>();

  constructor(parts: RoundsParts, application: ConsensusApplication) {
    this.#parts = parts;
    this.#application = application;
  }

  /** Another block is the last one: every verdict is void. */
  moved(): void {
    this.#verdicts.clear();
  }

  /** Asked once for each block. */
  async accepts(block: Block, enough: (count: number) => boolean): Promise<boolean> {
    const known = this.#verdicts.get(block.id);
    if (known !== undefined) return known;
    let accepted = false;
    if (blockFault(this.#parts, block, enough) === undefined) {
      accepted = await this.#application.processProposal({
        height: block.height,
        timeMs: block.timeMs,
        hash: hashBytes(block),
        txs: block.txs,
        proposer: this.#parts.organisation(block.proposer).address,
      });
      this.#parts.judgedProposal(block, accepted);
    }
    this.#verdicts.set(block.id, accepted);
    return accepted;
  }

  /** Whether a vote counts: the application judges what came with a precommit of somebody else. */
  async acceptsVote(vote: Vote): Promise<boolean> {
    const { kind, height, blockId, validator, extension } = vote;
    if (kind === "prevote" || blockId === NIL || validator === this.#parts.index) return true;
    const accepted = await this.#application.verifyVoteExtension({
      height,
      hash: new Uint8Array(Buffer.from(blockId, "hex")),
      address: this.#parts.organisation(validator).address,
      extension,
    });
    this.#parts.judgedExtension(vote, accepted);
    return accepted;
  }
}
