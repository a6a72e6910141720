import { join } from "node:path";

/** Where everything of a node lies. docs/operate/data-directory.md describes each file. */
export interface DataPaths {
  readonly root: string;
  /** The configuration; written last by init, so its presence means that init was finished. */
  readonly config: string;
  readonly genesis: string;
  readonly trust: string;
  /** Admin token, 0600. */
  readonly token: string;
  /** Passphrase made at init, 0600; absent when the user brought one. */
  readonly passphrase: string;
  readonly keys: string;
  readonly organisationKey: string;
  readonly operatorKey: string;
  /** To which terms for the organisation are sealed; absent unless somebody made one. */
  readonly encryptionKey: string;
  /** Encrypted copies of the engine's keys, for backups; see keys/engine-key-copies.ts. */
  readonly engineNodeKey: string;
  readonly engineValidatorKey: string;
  /** The organisation's next key, while a rotation is under way. */
  readonly nextOrganisationKey: string;
  /** Keys of members that the node signs for, one file each. */
  readonly memberKeys: string;
  /** API tokens, by their hashes; 0600. */
  readonly tokens: string;
  /** Files of the store. */
  readonly ledger: string;
  /** Labels of evidence by log index, made from the log when somebody searches. */
  readonly labels: string;
  /** Home of the engine of a network; engine/cometbft/engine-home.ts has what lies in it. */
  readonly engine: string;
  /** The founding of the chain, as the engine reads it. */
  readonly engineGenesis: string;
  /** Snapshots for those who join. */
  readonly snapshots: string;
  /** A ledger that is being taken over, until it is whole. */
  readonly incoming: string;
  /** What was put aside by an operation that replaced it. */
  readonly replaced: string;
  /** Files of the founding of a network; ops/network/ceremony/folder.ts has what lies in it. */
  readonly ceremony: string;
  /** Present while init is under way. */
  readonly initMarker: string;
  /** Present while a restore is under way. */
  readonly restoreMarker: string;
  /** Present while a ledger is being taken over from other organisations, or rolled back. */
  readonly resyncMarker: string;
}

/** The paths of a data directory. */
export function dataPaths(dataDir: string): DataPaths {
  const keys = join(dataDir, "keys");
  return {
    root: dataDir,
    config: join(dataDir, "tallystick.json"),
    genesis: join(dataDir, "genesis.cbor"),
    trust: join(dataDir, "trust.json"),
    token: join(dataDir, "token"),
    passphrase: join(dataDir, "passphrase"),
    keys,
    organisationKey: join(keys, "organisation.key"),
    operatorKey: join(keys, "operator.key"),
    encryptionKey: join(keys, "encryption.key"),
    engineNodeKey: join(keys, "engine-node.key"),
    engineValidatorKey: join(keys, "engine-validator.key"),
    nextOrganisationKey: join(keys, "organisation.next.key"),
    memberKeys: join(keys, "members"),
    tokens: join(dataDir, "tokens.json"),
    ledger: join(dataDir, "ledger"),
    labels: join(dataDir, "labels.sqlite"),
    engine: join(dataDir, "engine"),
    engineGenesis: join(dataDir, "engine", "config", "genesis.json"),
    snapshots: join(dataDir, "snapshots"),
    incoming: join(dataDir, "ledger.incoming"),
    replaced: join(dataDir, "replaced"),
    ceremony: join(dataDir, "ceremony"),
    initMarker: join(dataDir, "init-under-way"),
    restoreMarker: join(dataDir, "restore-under-way"),
    resyncMarker: join(dataDir, "resync-under-way"),
  };
}
