import { VALIDATOR_POWER_MIN } from "@tallystick/apps/membership/fault-tolerance";
import type { SuiteName } from "@tallystick/core/algorithms";
import { encodeGenesis, type GenesisOrganisation } from "@tallystick/core/genesis";
import type { OrganisationKeys } from "./organisation-keys.ts";

/** An organisation that founds a network. */
export interface Founder extends OrganisationKeys {
  readonly id: string;
  readonly name: string;
  /** `host:port` that the others' engines reach its engine by. */
  readonly address: string;
}

/** What a network is founded with. */
export interface NetworkPlan {
  readonly name: string;
  readonly suite: SuiteName;
  /** ms since 1970 UTC. */
  readonly created: number;
  readonly applications: readonly string[];
  /** Versions of the applications' rules that it begins with, of those that begin with another than 1. */
  readonly versions?: Readonly<Record<string, number>> | undefined;
  /** In the order of their signatures. */
  readonly founders: readonly Founder[];
}

/** Id of the member whose key signs what an organisation's own node states. */
export function operatorOf(organisation: string): string {
  return `${organisation}.operator`;
}

/**
 * An organisation with its vote. Each has as much: the certificates count organisations, so with unequal powers
 * a chain could go on without receipts.
 */
export function votingOrganisation({
  id,
  name,
  key,
  validatorKey,
  nodeId,
}: Omit<Founder, "address">): GenesisOrganisation {
  return {
    id,
    name,
    key,
    validator: { key: validatorKey, power: VALIDATOR_POWER_MIN, node: nodeId },
  };
}

/** The genesis document of a network. Throws GenesisError. */
export function networkGenesis({
  name,
  suite,
  created,
  applications,
  versions,
  founders,
}: NetworkPlan): Uint8Array {
  return encodeGenesis({
    name,
    suite,
    created,
    organisations: founders.map(votingOrganisation),
    members: founders.map(({ id, operator }) => ({
      id: operatorOf(id),
      organisation: id,
      role: "operator" as const,
      key: operator,
    })),
    applications,
    ...(versions !== undefined && { versions }),
  });
}
