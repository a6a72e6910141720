import { Worker } from "node:worker_threads";
import { CERTIFICATES_WAITING_MAX } from "../../limits.ts";
import { CertificateFault, type CertificateFaultCode } from "./certificate-fault.ts";
import type { FontFile } from "./fonts.ts";
import type { Certificate, CertificateRequest } from "./make-certificate.ts";

/** What is sent to the thread. */
export interface PrintJob extends Omit<CertificateRequest, "fonts"> {
  readonly number: number;
  readonly fonts: readonly FontFile[];
}

/** What comes back. */
export type Printed =
  | { readonly number: number; readonly certificate: Certificate }
  | {
      readonly number: number;
      /** null for a fault of the program. */
      readonly code: CertificateFaultCode | null;
      readonly message: string;
    };

/** Everything about a certificate that the operator of a node settles. */
export interface PrinterSettings {
  readonly fonts: readonly FontFile[];
  readonly filing?: string | undefined;
}

/** More certificates are asked for than the thread prints. */
export class PrinterBusy extends Error {
  override readonly name = "PrinterBusy";
}

interface Waiting {
  readonly resolve: (certificate: Certificate) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Prints certificates in a thread of its own: one takes some 50 ms of pure arithmetic, which would
 * hold up every other answer of the node.
 */
export class CertificatePrinter {
  #worker: Worker | undefined;
  #next = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #settings: PrinterSettings;

  constructor(settings: PrinterSettings) {
    this.#settings = settings;
  }

  /** @throws CertificateFault; PrinterBusy when too many wait already */
  print(request: Omit<CertificateRequest, "fonts" | "filing">): Promise<Certificate> {
    if (this.#waiting.size >= CERTIFICATES_WAITING_MAX) {
      throw new PrinterBusy("more certificates are asked for than this node prints at a time");
    }
    const number = this.#next++;
    const job: PrintJob = { ...request, ...this.#settings, number };
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#running().postMessage(job);
    });
  }

  /** Stops the thread; jobs under way are rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
    this.#failAll(new Error("the printer is closed"));
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("./certificate-worker.ts", import.meta.url));
    worker.unref();
    worker.on("message", (answer: Printed) => this.#settle(answer));
    const gone = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#failAll(error);
    };
    worker.on("error", (error) => gone(error as Error));
    worker.on("exit", (code) => gone(new Error(`the printing thread ended with code ${code}`)));
    this.#worker = worker;
    return worker;
  }

  #settle(answer: Printed): void {
    const waiting = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if ("certificate" in answer) waiting?.resolve(answer.certificate);
    else if (answer.code === null) waiting?.reject(new Error(answer.message));
    else waiting?.reject(new CertificateFault(answer.code, answer.message));
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
