/** The links between the engines of a network on this machine, each through a proxy of its own. */
import { type LinkTrouble, TcpProxy } from "./tcp-proxy.ts";

/** Ways of cutting a network of four or more. */
export type PartitionShape = "halves" | "ring" | "isolated";

/** Every link that some engine may dial. */
export class Links {
  readonly #count: number;
  readonly #ports: number[];
  /** Ports that stand in for an organisation's own, by link. */
  readonly #elsewhere = new Map<string, number>();
  /** By dialling and listening organisation. */
  readonly #proxies = new Map<string, TcpProxy>();

  private constructor(count: number) {
    this.#count = count;
    this.#ports = Array.from({ length: count }, () => 0);
  }

  static async open(count: number): Promise<Links> {
    const links = new Links(count);
    const pairs = links.#pairs();
    await Promise.all(
      pairs.map(async ([from, to]) => {
        const proxy = await TcpProxy.listen(
          () => links.#elsewhere.get(`${from} ${to}`) ?? (links.#ports[to] as number),
        );
        links.#proxies.set(`${from} ${to}`, proxy);
      }),
    );
    return links;
  }

  /** Where organisation `from` reaches organisation `to`, which listens on `port`. */
  route(from: number, to: number, port: number): string {
    this.#ports[to] = port;
    return this.#between(from, to).address;
  }

  /** Let one who dials another come out at some other port; undefined: where it should. */
  redirect(from: number, to: number, port: number | undefined): void {
    const name = `${from} ${to}`;
    if (port === undefined) this.#elsewhere.delete(name);
    else this.#elsewhere.set(name, port);
    this.#between(from, to).reset();
  }

  /** The link by which one dials another. */
  #between(from: number, to: number): TcpProxy {
    return this.#proxies.get(`${from} ${to}`) as TcpProxy;
  }

  /** Every link between two that `concerns` says is concerned behaves like this; all others are good. */
  trouble(concerns: (a: number, b: number) => boolean, trouble: LinkTrouble): void {
    for (const [from, to] of this.#pairs()) {
      this.#between(from, to).trouble = concerns(from, to) ? trouble : {};
    }
  }

  /** Cut the network. `order` says who stands where: the halves, the circle, the one who is alone. */
  cut(shape: PartitionShape, order: readonly number[], how: "hang" | "reset"): void {
    const place = (one: number): number => order.indexOf(one);
    const half = this.#count >> 1;
    const isCut: Record<PartitionShape, (a: number, b: number) => boolean> = {
      halves: (a, b) => place(a) < half !== place(b) < half,
      // Each has its two neighbours only.
      ring: (a, b) => ![1, this.#count - 1].includes(Math.abs(place(a) - place(b))),
      isolated: (a, b) => place(a) === 0 || place(b) === 0,
    };
    this.trouble(isCut[shape], { cut: how });
  }

  /** Break the connections of one organisation; they may come back at once. */
  reset(one: number): void {
    for (const [from, to] of this.#pairs()) {
      if (from === one || to === one) this.#between(from, to).reset();
    }
  }

  heal(): void {
    this.trouble(() => false, {});
  }

  async close(): Promise<void> {
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.close()));
  }

  #pairs(): [number, number][] {
    const all = Array.from({ length: this.#count }, (_, i) => i);
    return all.flatMap((from) =>
      all.filter((to) => to !== from).map((to): [number, number] => [from, to]),
    );
  }
}
