import type { Logger } from "pino";
import { ACCESS_LINES_PER_SECOND } from "./limits.ts";
import type { Principal } from "./principal.ts";

/** One decision about access. Codes and ids; nothing that a caller wrote, nothing secret. */
export interface AccessEvent {
  /** What was decided: `allowed`, or the code of the refusal. */
  readonly decision: string;
  /** Pattern of the route. */
  readonly route: string;
  readonly principal: Pick<Principal, "kind" | "id" | "member">;
  readonly address: string;
  /** Capability that was asked for. */
  readonly capability?: string | undefined;
}

/** Lines about who was let in to what, and who was not. A flood is counted instead of written. */
export class AccessLog {
  readonly #logger: Logger;
  #second = 0;
  #lines = 0;
  #suppressed = 0;

  constructor(logger: Logger) {
    this.#logger = logger.child({ log: "access" });
  }

  write(event: AccessEvent, now: number): void {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      if (this.#suppressed > 0) this.#logger.warn({ suppressed: this.#suppressed }, "access");
      this.#second = second;
      this.#lines = 0;
      this.#suppressed = 0;
    }
    if (this.#lines >= ACCESS_LINES_PER_SECOND) {
      this.#suppressed += 1;
      return;
    }
    this.#lines += 1;
    const { kind, id, member } = event.principal;
    const { decision, route, address, capability } = event;
    const line = { decision, route, kind, id, member, address, capability };
    if (decision === "allowed") this.#logger.info(line, "access");
    else this.#logger.warn(line, "access");
  }
}
