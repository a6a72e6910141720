import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** An OpenID provider of other people's making, on this machine. Any name signs in without a password. */
export class TestProvider {
  readonly issuer: string;
  readonly #server: Server;

  private constructor(issuer: string, server: Server) {
    this.issuer = issuer;
    this.#server = server;
  }

  static async start(redirectUri: () => string): Promise<TestProvider> {
    // The provider needs its own address and that of the node before either listens.
    let handler: ReturnType<Provider["callback"]> | undefined;
    const server = createServer((request, response) => void handler?.(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: "tallystick",
          client_secret: "a secret of the client",
          redirect_uris: [redirectUri()],
          token_endpoint_auth_method: "client_secret_post",
        },
      ],
      pkce: { required: () => true },
      claims: { openid: ["sub"], email: ["email", "email_verified"] },
      conformIdTokenClaims: false,
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          email: `${id}@example.org`,
          email_verified: id !== "unverified",
        }),
      }),
      features: { devInteractions: { enabled: true } },
    });
    handler = provider.callback();
    return new TestProvider(issuer, server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A browser, as far as cookies, redirects and one form need it. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  cookies(origin: string): ReadonlyMap<string, string> {
    return this.#jars.get(origin) ?? new Map();
  }

  /** One request without following; keeps cookies by origin. */
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: { ...(init.headers as object), ...(cookie === "" ? {} : { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/Max-Age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Follows redirects and fills in the provider's forms until `stop` is reached, which is not asked for. */
  async signIn(start: string, name: string, stop: string): Promise<string> {
    let url = start;
    for (let step = 0; step < 20; step++) {
      if (url.startsWith(stop)) return url;
      let response = await this.request(url);
      if (response.status === 200) {
        const page = await response.text();
        const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1] ?? url;
        const prompt = /name="prompt" value="([a-z]+)"/.exec(page)?.[1] ?? "login";
        const fields = { prompt, ...(prompt === "login" ? { login: name, password: "any" } : {}) };
        response = await this.request(new URL(action, url).href, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams(fields).toString(),
        });
      }
      const location = response.headers.get("location");
      if (location === null) throw new Error(`the provider answered ${response.status}`);
      url = new URL(location, url).href;
    }
    throw new Error("the sign-in goes round in circles");
  }
}
