/**
 * The engine's genesis file. Every organisation writes it for itself from what all have agreed on, to the
 * byte alike. docs/reference/chain-start.md.
 */
import { fromUtf8, toHex } from "@tallystick/core/bytes";
import { engineChainId } from "@tallystick/core/trust-engine";
import { type ChainStart, chainStartToJson } from "../consensus/chain-start.ts";
import { validatorAddress } from "../consensus/roster.ts";

/** Bytes of a block: what the votes of half a second carry between four organisations. */
export const BLOCK_BYTES = 4_194_304;

/** For so many blocks, and for so long (nanoseconds), a double vote can be shown. */
const EVIDENCE = {
  max_age_num_blocks: "100000",
  max_age_duration: "172800000000000",
  max_bytes: "65536",
};

/** What a chain is founded with. */
export interface ChainFounding {
  readonly start: ChainStart;
  /** Time of the founding, ms since 1970 UTC: the first block's header carries it. */
  readonly timeMs: number;
  /** Version of the rules of the first block; 1 unless given. */
  readonly appVersion?: number;
}

/** The name of the chain that a start founds. CometBFT takes 50 characters: enough for a hundred thousand million blocks. */
export function chainIdOf({ ledgerId, height }: ChainStart): string {
  return engineChainId(ledgerId, height + 1);
}

/** Text of the genesis file. Equal for all who have the same start and time. */
export function genesisJson({ start, timeMs, appVersion = 1 }: ChainFounding): string {
  const initialHeight = String(start.height + 1);
  const genesis = {
    genesis_time: new Date(timeMs).toISOString(),
    chain_id: chainIdOf(start),
    initial_height: initialHeight,
    consensus_params: {
      block: { max_bytes: String(BLOCK_BYTES), max_gas: "-1" },
      evidence: EVIDENCE,
      validator: { pub_key_types: ["ed25519"] },
      version: { app: String(appVersion) },
      // Checkpoints are signed with the votes, from the first block on.
      abci: { vote_extensions_enable_height: initialHeight },
    },
    validators: start.organisations.flatMap(({ id, validator }) =>
      validator === undefined
        ? []
        : {
            address: toHex(validatorAddress(validator.key)).toUpperCase(),
            pub_key: {
              type: "tendermint/PubKeyEd25519",
              value: Buffer.from(validator.key).toString("base64"),
            },
            power: String(validator.power),
            name: id,
          },
    ),
    app_hash: "",
    app_state: JSON.parse(fromUtf8(chainStartToJson(start))) as unknown,
  };
  return `${JSON.stringify(genesis, null, 2)}\n`;
}
