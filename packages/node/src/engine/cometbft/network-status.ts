import { mayFail } from "@tallystick/apps/membership/fault-tolerance";
import type { CertifiedBlock } from "@tallystick/ledger/ledger-reader";
import type { Misconduct } from "../consensus/misconduct.ts";
import type { Roster, RosterMember } from "../consensus/roster.ts";
import type { EngineLinkStatus } from "./engine-link.ts";
import type { EnginePeer, EnginePosition } from "./rpc.ts";
import type { SupervisedStatus } from "./supervisor.ts";

/** An organisation as this node sees it. */
export interface OrganisationStatus {
  readonly id: string;
  readonly name: string;
  /** Voting power. */
  readonly power: number;
  readonly nodeId: string;
  /** This node itself, or one that its engine is connected with. */
  readonly connected: boolean;
  /** Whether its signature stands in the last certificate. */
  readonly signed: boolean;
}

/** What a node knows of its network. */
export interface NetworkStatus {
  /** Undefined before the chain is founded. */
  readonly chainId: string | undefined;
  readonly process: SupervisedStatus;
  /** Where the engine stands; undefined while it does not answer. */
  readonly position: EnginePosition | undefined;
  readonly peers: readonly EnginePeer[];
  readonly organisations: readonly OrganisationStatus[];
  /** Organisations that must sign a checkpoint. */
  readonly quorum: number;
  /** How many organisations, the strongest first, may fail before the chain stops. */
  readonly mayFail: number;
  /** Whether enough of them are connected for the chain to go on, as far as this node sees. */
  readonly quorumConnected: boolean;
  readonly misconduct: readonly Misconduct[];
}

/** The status from what its parts know. */
export function networkStatus(known: {
  readonly link: EngineLinkStatus;
  readonly chainId: string | undefined;
  readonly roster: Roster | undefined;
  readonly certified: CertifiedBlock | undefined;
  readonly organisation: string;
  readonly misconduct: readonly Misconduct[];
}): NetworkStatus {
  const { link, chainId, roster, certified, organisation, misconduct } = known;
  const { process, position, peers } = link;
  const members = roster?.members ?? [];
  const connected = new Set(peers.map(({ nodeId }) => nodeId));
  const signed = new Set(certified?.certificate.headers.map((header) => header.organisation));
  const organisations = members.map(({ id, name, validator }) => ({
    ...{ id, name, power: validator.power, nodeId: validator.node },
    connected: id === organisation ? position !== undefined : connected.has(validator.node),
    signed: signed.has(id),
  }));
  const total = powerOf(members);
  const present = organisations.filter((one) => one.connected);
  return {
    chainId,
    ...{ process, position, peers, organisations, misconduct },
    quorum: roster?.quorum ?? 0,
    mayFail: mayFail(members.map(({ validator }) => validator.power)),
    quorumConnected: present.reduce((sum, { power }) => sum + power, 0) * 3 > total * 2,
  };
}

function powerOf(members: readonly RosterMember[]): number {
  return members.reduce((sum, { validator }) => sum + validator.power, 0);
}
