import { randomBytes } from "node:crypto";
import { type BuiltApp, HOW_TO_BUILD, readBuiltApp } from "@tallystick/console/built-app";
import type { FastifyReply, FastifyRequest } from "fastify";
import { bodyFor } from "./encoded.ts";
import { Problem } from "./problem.ts";
import { consolePolicy } from "./security-headers.ts";

const YEAR_SECONDS = 31_536_000;

/** First parts of paths that belong to programs: an unknown one of these is never a page. */
const OF_PROGRAMS = new Set(["v1", "log", "docs", "assets", "metrics", "healthz", "readyz"]);

/** The console as the node serves it: read from disk when it is first asked for, then kept. */
export class ConsolePages {
  readonly #read: () => Promise<BuiltApp | undefined>;
  #built: Promise<BuiltApp | undefined> | undefined;

  /** @param read where the built pages come from */
  constructor(read: () => Promise<BuiltApp | undefined> = readBuiltApp) {
    this.#read = read;
  }

  /** The page. Every path of the console gets the same one: its router looks at the address. */
  async page(reply: FastifyReply): Promise<string> {
    const app = await this.#app();
    if (app === undefined) {
      throw new Problem(
        "not-ready",
        `the console is not built; run \`${HOW_TO_BUILD}\` in the repository and load the page again`,
      );
    }
    const nonce = randomBytes(16).toString("base64");
    reply.raw.setHeader("content-security-policy", consolePolicy(nonce));
    reply.raw.setHeader("cross-origin-opener-policy", "same-origin");
    reply.code(200).type("text/html; charset=utf-8").header("cache-control", "no-cache");
    return app.index(nonce);
  }

  /** A script, style or font of the page. @throws Problem `not-found` */
  async asset(name: string, request: FastifyRequest, reply: FastifyReply): Promise<Buffer> {
    const file = (await this.#app())?.assets.get(name);
    if (file === undefined) throw new Problem("not-found", "the console has no such file");
    reply.type(file.type).header("cache-control", `public, max-age=${YEAR_SECONDS}, immutable`);
    return bodyFor(request, reply, file);
  }

  /**
   * True when a path that no route has may be one of the console: a browser asks for a page, and the
   * path is not one of those that programs call.
   */
  isPage(request: FastifyRequest): boolean {
    const [, first = ""] = request.url.split(/[/?]/, 2);
    return (
      (request.method === "GET" || request.method === "HEAD") &&
      (request.headers.accept ?? "").includes("text/html") &&
      !OF_PROGRAMS.has(first) &&
      !first.includes(".")
    );
  }

  #app(): Promise<BuiltApp | undefined> {
    const built = this.#built ?? this.#read();
    this.#built = built;
    const forget = () => {
      if (this.#built === built) this.#built = undefined;
    };
    // What is not there yet is looked for again at the next request.
    built.then((app) => app === undefined && forget(), forget);
    return built;
  }
}
