import { rmSync } from "node:fs";
import { writeFileAtomic } from "../../files.ts";
import type { ConsensusApplication } from "../consensus/application.ts";
import type { AbciGrammar } from "./abci/grammar.ts";
import type { RequestKind } from "./abci/messages.ts";
import { peerFilter } from "./abci/node-queries.ts";
import { AbciServer } from "./abci/server.ts";
import { configToml, type EngineSettings } from "./config-toml.ts";
import {
  type EngineHome,
  type EngineSockets,
  engineSockets,
  makeEngineHome,
} from "./engine-home.ts";
import { type EnginePeer, type EnginePosition, EngineRpc } from "./rpc.ts";
import {
  type EngineHalt,
  EngineSupervisor,
  type SupervisedStatus,
  type SupervisorTimes,
} from "./supervisor.ts";

/** What an {@link EngineLink} is made of. */
export interface EngineLinkParts {
  readonly application: ConsensusApplication;
  readonly home: EngineHome;
  /** Path of CometBFT. */
  readonly binary: string;
  readonly settings: Omit<EngineSettings, "abciSocket" | "rpcSocket">;
  /** Whether a node, by its id, may take part. */
  readonly admits: (nodeId: string) => boolean;
  /** Called once, when the engine was halted. */
  readonly onHalt?: (halt: EngineHalt) => void;
  /** Called once, when the application threw; the engine is being ended. */
  readonly onApplicationFault?: (error: unknown, at: RequestKind) => void;
  /** Called when a connection was cut for what came over it. */
  readonly onProblem?: (problem: unknown) => void;
  /** Called each time the engine has answered that it is there. */
  readonly onAnswer?: () => void;
  /** Checks the order of the calls, in tests. */
  readonly grammar?: AbciGrammar;
  /** More for the engine's environment, in tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly times?: Partial<SupervisorTimes>;
}

/** What is known of the engine. */
export interface EngineLinkStatus {
  readonly process: SupervisedStatus;
  /** Where it said that it stands; undefined while it does not answer. */
  readonly position: EnginePosition | undefined;
  readonly peers: readonly EnginePeer[];
}

/** Between looks at the engine, ms: while it starts, and once it runs. */
const LOOK_MS = { starting: 100, running: 1000 };

/** A node's engine: its process, the socket that it calls the application on, and the one that it is called on. */
export class EngineLink {
  readonly rpc: EngineRpc;
  readonly #parts: EngineLinkParts;
  readonly #sockets: EngineSockets;
  readonly #server: AbciServer;
  readonly #supervisor: EngineSupervisor;
  #position: EnginePosition | undefined;
  #peers: readonly EnginePeer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: EngineLinkParts, sockets: EngineSockets, server: AbciServer) {
    this.#parts = parts;
    this.#sockets = sockets;
    this.#server = server;
    this.rpc = new EngineRpc(sockets.rpc);
    const { binary, home, onHalt, env, times } = parts;
    this.#supervisor = new EngineSupervisor({
      binary,
      home,
      prepare: () => this.#prepare(),
      ...(onHalt !== undefined && { onHalt }),
      ...(env !== undefined && { env }),
      ...(times !== undefined && { times }),
    });
  }

  /** Listen for the engine and start it. @throws the errors of listening */
  static async open(parts: EngineLinkParts): Promise<EngineLink> {
    const { application, home, admits, grammar, onProblem } = parts;
    makeEngineHome(home);
    const sockets = engineSockets(home);
    let link: EngineLink | undefined;
    const server = await AbciServer.listen({
      application,
      path: sockets.abci,
      query: peerFilter(admits),
      grammar,
      ...(onProblem !== undefined && { onProblem }),
      onFault: (error, at) => {
        parts.onApplicationFault?.(error, at);
        void link?.supervisor.halt(`the application threw in ${at}`);
      },
    });
    link = new EngineLink(parts, sockets, server);
    link.supervisor.start();
    link.#look();
    return link;
  }

  get supervisor(): EngineSupervisor {
    return this.#supervisor;
  }

  status(): EngineLinkStatus {
    return {
      process: this.#supervisor.status(),
      position: this.#position,
      peers: this.#peers,
    };
  }

  /** End the engine and let go of the sockets. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    // The engine first: it still wants answers while it ends.
    await this.#supervisor.stop();
    await this.#server.close();
    this.rpc.close();
    this.#sockets.remove();
  }

  #prepare(): void {
    const { home, settings } = this.#parts;
    const { abci: abciSocket, rpc: rpcSocket } = this.#sockets;
    // A killed engine leaves its socket behind, and could not listen there again.
    rmSync(rpcSocket, { force: true });
    writeFileAtomic(home.configToml, configToml({ ...settings, abciSocket, rpcSocket }), 0o600);
  }

  #look(): void {
    const again = (ms: number): void => {
      if (this.#closed !== undefined) return;
      this.#timer = setTimeout(() => this.#look(), ms);
    };
    Promise.all([this.rpc.position(), this.rpc.peers()]).then(
      ([position, peers]) => {
        this.#position = position;
        this.#peers = peers;
        this.#supervisor.answered();
        this.#parts.onAnswer?.();
        again(LOOK_MS.running);
      },
      () => {
        this.#position = undefined;
        this.#peers = [];
        again(LOOK_MS.starting);
      },
    );
  }
}
