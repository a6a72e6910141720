import { createHash } from "node:crypto";
import { equalBytes, toHex } from "@tallystick/core/bytes";
import type { GenesisOrganisation, GenesisValidator } from "@tallystick/core/genesis";
import { keyId } from "@tallystick/core/keys";
import type { PublicKey, Suite } from "@tallystick/core/suite/suite";
import { quorumOf } from "@tallystick/core/trust";
import type { ConsensusValidator } from "./application.ts";
import { ConsensusFault } from "./consensus-fault.ts";

/** An organisation whose signature and vote count. */
export interface RosterMember {
  readonly id: string;
  readonly name: string;
  /** Key of its checkpoint signatures. */
  readonly key: PublicKey;
  readonly keyId: Uint8Array;
  readonly validator: GenesisValidator;
  /** Address of its validator, hex. */
  readonly address: string;
}

/** The organisations of a chain at a height, in the order in which their signatures stand in a certificate. */
export class Roster {
  readonly members: readonly RosterMember[];
  /** How many must sign a checkpoint: more than two thirds. */
  readonly quorum: number;

  /** @throws ConsensusFault `wrong-chain` when one of them has no validator */
  constructor(suite: Suite, organisations: readonly GenesisOrganisation[]) {
    this.members = organisations.map(({ id, name, key, validator }) => {
      if (validator === undefined) {
        throw new ConsensusFault("wrong-chain", `the organisation ${id} has no validator`);
      }
      const address = toHex(validatorAddress(validator.key));
      return { id, name, key, keyId: keyId(suite, key), validator, address };
    });
    this.quorum = quorumOf(organisations.length);
  }

  /** The organisation behind a validator's address. */
  byAddress(address: Uint8Array): RosterMember | undefined {
    return this.member(toHex(address));
  }

  /** The same by the address in hex. */
  member(address: string): RosterMember | undefined {
    return this.members.find((member) => member.address === address);
  }

  /** Whether these are exactly the validators of the roster, in any order. */
  hasValidators(validators: readonly ConsensusValidator[]): boolean {
    return (
      validators.length === this.members.length &&
      this.members.every(({ validator }) =>
        validators.some(
          ({ key, power }) => equalBytes(key, validator.key) && power === validator.power,
        ),
      )
    );
  }
}

/** Address of an Ed25519 validator: the first 20 bytes of SHA-256 of its key (CometBFT crypto/ed25519). */
export function validatorAddress(key: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(key).digest().subarray(0, 20));
}
