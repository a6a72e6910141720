import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext, type SecureContextOptions, type Server } from "node:tls";
import { NodeError } from "../node-error.ts";
import type { TlsConfig } from "./access-config.ts";
import { TLS_WATCH_MS } from "./limits.ts";

/** What the server needs for TLS. */
export interface TlsOptions extends SecureContextOptions {
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
}

/** A certificate in a file, and when it ends. */
export interface FileCertificate {
  readonly name: string;
  /** ms since 1970 UTC */
  readonly ends: number;
}

/**
 * Reads the files of the TLS settings and checks that key and certificate belong together.
 * @throws NodeError `invalid-tls`
 */
export function readTls(config: TlsConfig, dataDir: string): TlsOptions {
  const { clientAuthorities, clientCertificates = "off" } = config;
  if (clientCertificates === "require" && clientAuthorities === undefined) {
    throw invalid("clientCertificates `require` needs clientAuthorities");
  }
  const read = (file: string): Buffer => {
    try {
      return readFileSync(resolve(dataDir, file));
    } catch (cause) {
      throw invalid(`${file} cannot be read`, cause);
    }
  };
  const options: TlsOptions = {
    cert: read(config.certificate),
    key: read(config.key),
    minVersion: "TLSv1.2",
    ...(clientAuthorities === undefined ? {} : { ca: read(clientAuthorities) }),
    requestCert: clientCertificates !== "off",
    // Whoever is only asked may come without; the guard then sees nobody.
    rejectUnauthorized: clientCertificates === "require",
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw invalid("certificate and key are not PEM, or do not belong together", cause);
  }
  return options;
}

function invalid(message: string, cause?: unknown): NodeError {
  return new NodeError(
    "invalid-tls",
    `the TLS settings: ${message}`,
    "correct the part `tls` of tallystick.json, or the files that it names (docs/operate/access.md)",
    cause,
  );
}

/** When the certificates of the settings end. */
export function tlsExpiries({ cert, ca }: TlsOptions): FileCertificate[] {
  const parts: [string, unknown][] = [
    ["server certificate", cert],
    ["client authority", ca],
  ];
  return parts.flatMap(([name, pem]) =>
    pem === undefined
      ? []
      : [
          ...`${pem as Buffer}`.matchAll(
            /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g,
          ),
        ].map(([text]) => ({ name, ends: Date.parse(new X509Certificate(text).validTo) })),
  );
}

/** The TLS settings of a running server, which follow their files. */
export class TlsWatch {
  readonly #config: TlsConfig;
  readonly #dataDir: string;
  readonly #tell: (error?: unknown) => void;
  #current: TlsOptions;
  #timer: NodeJS.Timeout | undefined;

  /** @param tell told of a change that was taken up, or of the error for which it was not */
  constructor(config: TlsConfig, dataDir: string, tell: (error?: unknown) => void) {
    this.#config = config;
    this.#dataDir = dataDir;
    this.#tell = tell;
    this.#current = readTls(config, dataDir);
  }

  get options(): TlsOptions {
    return this.#current;
  }

  /** Looks at the files every so often. New connections get the new certificate; old ones go on. */
  follow(server: Server, everyMs: number = TLS_WATCH_MS): void {
    this.#timer = setInterval(() => this.#look(server), everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(server: Server): void {
    try {
      const next = readTls(this.#config, this.#dataDir);
      if (isSame(next, this.#current)) return;
      server.setSecureContext(next);
      this.#current = next;
      this.#tell();
    } catch (error) {
      // Half of the files may be there: the old ones stay until the next look.
      this.#tell(error);
    }
  }
}

function isSame(a: TlsOptions, b: TlsOptions): boolean {
  return (["cert", "key", "ca"] as const).every((name) => `${a[name]}` === `${b[name]}`);
}
