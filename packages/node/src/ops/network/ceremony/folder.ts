import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fromUtf8 } from "@tallystick/core/bytes";
import type { Suite } from "@tallystick/core/suite/suite";
import { z } from "zod";
import { readConfig } from "../../../config.ts";
import { dataPaths } from "../../../data-paths.ts";
import { engineHome } from "../../../engine/cometbft/engine-home.ts";
import { proveEngineKeys } from "../../../engine/cometbft/engine-keys.ts";
import { makePrivateFolder, readFileIfAny, syncFolder, writeFileAtomic } from "../../../files.ts";
import { type NodeKeys, openNodeKeys } from "../../../keys/node-keys.ts";
import { findPassphrase, givenPassphrase, makePassphrase } from "../../../keys/passphrase.ts";
import { NodeError } from "../../../node-error.ts";
import { makeOrganisationKeys } from "../organisation-keys.ts";
import { CeremonyError } from "./ceremony-error.ts";

/** Where an organisation's node is reached, which others need not know. */
export interface EnginePlace {
  /** `host:port` that its engine listens on. */
  readonly listen: string;
  /** `host:port` that the others reach it by. */
  readonly address: string;
}

/** Whose folder it is, and how its keys are opened. */
export interface FolderAccess {
  readonly dataDir: string;
  readonly passphraseFile?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const place = z.strictObject({ listen: z.string(), address: z.string() });

/** The files of a ceremony in an organisation's data directory, under `ceremony`. */
export class CeremonyFolder {
  readonly access: FolderAccess;
  readonly #root: string;

  constructor(access: FolderAccess) {
    this.access = access;
    this.#root = dataPaths(access.dataDir).ceremony;
  }

  /** True when a ceremony has begun in the data directory. */
  get begun(): boolean {
    return existsSync(this.#root);
  }

  /** True when the data directory is a node already. */
  get isNode(): boolean {
    return existsSync(dataPaths(this.access.dataDir).config);
  }

  /** A file that was kept, or undefined. */
  read(name: "invitation" | "answer" | "founding"): Uint8Array | undefined {
    return readFileIfAny(join(this.#root, name));
  }

  /** The same, needed. @throws CeremonyError `wrong-step` */
  need(name: "invitation" | "answer" | "founding", fix: string): Uint8Array {
    const bytes = this.read(name);
    if (bytes !== undefined) return bytes;
    const { dataDir } = this.access;
    throw new CeremonyError("wrong-step", `${dataDir} holds no ${name} of a ceremony yet`, fix);
  }

  /** Forget what belonged to an earlier invitation of this founder. */
  startOver(): void {
    for (const name of ["answer", "founding", "acceptances"]) {
      rmSync(join(this.#root, name), { recursive: true, force: true });
    }
  }

  keep(name: "invitation" | "answer" | "founding", bytes: Uint8Array): void {
    writeFileAtomic(join(this.#root, name), bytes, 0o644);
  }

  /** Where the engine of this folder is reached. */
  get place(): EnginePlace {
    const bytes = readFileIfAny(join(this.#root, "place.json"));
    try {
      return place.parse(JSON.parse(fromUtf8(bytes ?? new Uint8Array(0))));
    } catch (cause) {
      const fix = "run `tallystick network join` again with the same invitation";
      const message = `${join(this.#root, "place.json")} is missing or damaged`;
      throw new NodeError("damaged-config", message, fix, cause);
    }
  }

  set place(where: EnginePlace) {
    const text = JSON.stringify(place.parse(where), null, 2);
    writeFileAtomic(join(this.#root, "place.json"), `${text}\n`, 0o644);
  }

  /** The acceptances that were kept, by file name. */
  get acceptances(): readonly Uint8Array[] {
    const folder = join(this.#root, "acceptances");
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    return names.sort().map((name) => readFileIfAny(join(folder, name)) as Uint8Array);
  }

  keepAcceptance(organisation: string, bytes: Uint8Array): void {
    const folder = join(this.#root, "acceptances");
    makePrivateFolder(folder);
    writeFileAtomic(join(folder, organisation), bytes, 0o644);
  }

  /**
   * Take the data directory for a ceremony: it is empty, or one has begun in it, or it is the node of an
   * organisation that has run its ledger alone and takes it along.
   *
   * @throws NodeError `not-empty`
   */
  begin(): void {
    const { dataDir } = this.access;
    makePrivateFolder(dataDir);
    if (!this.begun && !this.isNode) {
      const [foreign] = readdirSync(dataDir).filter(
        (name) => !/^(lock(-journal)?|passphrase|lost\+found)$/.test(name),
      );
      if (foreign !== undefined) {
        throw new NodeError(
          "not-empty",
          `${dataDir} is not empty and no ceremony has begun in it (it has ${foreign})`,
          "name an empty or new directory with --data",
        );
      }
    }
    makePrivateFolder(this.#root);
    syncFolder(dataDir);
  }

  /** The keys of the organisation, made when they are not there yet. Their passphrase is made with them unless given. */
  async keys(suite: Suite): Promise<NodeKeys> {
    const { access } = this;
    const paths = dataPaths(access.dataDir);
    const fresh = !existsSync(paths.keys) && !existsSync(paths.passphrase);
    const own = givenPassphrase(access);
    const passphrase = own ?? (fresh ? makePassphrase(access.dataDir) : findPassphrase(access));
    await makeOrganisationKeys(access.dataDir, suite, passphrase.text);
    return openNodeKeys(paths, suite, passphrase.text);
  }

  /** The engine's keys as they are shown to others. */
  get engineProofs(): (
    input: (purpose: "validator" | "node", key: Uint8Array) => Uint8Array,
  ) => ReturnType<typeof proveEngineKeys> {
    return (input) => proveEngineKeys(engineHome(this.access.dataDir), input);
  }

  /** The node's configuration, when it is one. */
  get config(): ReturnType<typeof readConfig> | undefined {
    return this.isNode ? readConfig(this.access.dataDir) : undefined;
  }
}
