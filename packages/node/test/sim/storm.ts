import type { MemoryStore } from "@tallystick/ledger/memory-store";
import type { Dice } from "./dice.ts";
import type { PartitionShape } from "./network.ts";
import type { SimNode } from "./sim-node.ts";
import type { Simulation } from "./simulation.ts";

const SHAPES: readonly PartitionShape[] = ["halves", "isolate", "ring", "one-way", "random"];

/** What befalls the network and the machines, and the operators who mend them. */
export class Storm {
  readonly #sim: Simulation;
  readonly #dice: Dice;
  readonly #backups = new Map<number, MemoryStore>();
  #lost = 0;

  constructor(sim: Simulation) {
    this.#sim = sim;
    this.#dice = sim.dice.fork();
  }

  /** Draws the misfortunes of the storm. */
  begin(): void {
    const { plan, events } = this.#sim;
    const seconds = plan.stormMs / 1_000;
    const draw = (perSecond: number, befall: () => void | Promise<void>): void => {
      const count = Math.floor(perSecond * seconds + this.#dice.next());
      for (let i = 0; i < count; i++) {
        events.after(this.#dice.next() * plan.stormMs, () =>
          this.#sim.stormy ? befall() : undefined,
        );
      }
    };
    draw(plan.partitionsPerSecond, () => this.#partition());
    draw(plan.partitionsPerSecond / 2, () => this.#sim.network.heal());
    draw(plan.killsPerSecond, () => this.#kill());
    draw(plan.killsPerSecond / 2, () => this.#backUp());
    this.#watch();
  }

  /** Mends everything: whatever is broken is replaced, whatever is down is started. */
  async end(): Promise<void> {
    for (const node of this.#sim.nodes) {
      if (node.disk.damaged) {
        node.kill();
        await this.#replace(node, this.#backups.get(node.index));
      }
      if (node.down !== undefined) await node.start();
    }
  }

  #partition(): void {
    const shape = this.#dice.pick(SHAPES);
    this.#sim.say(`partition: ${shape}`);
    this.#sim.statistics.count(`partition ${shape}`);
    this.#sim.network.partition(shape);
  }

  #kill(): void {
    const node = this.#dice.pick(this.#sim.nodes);
    if (node.down === undefined) this.#sim.statistics.count("killed between steps");
    node.kill();
  }

  async #backUp(): Promise<void> {
    const node = this.#dice.pick(this.#sim.nodes);
    if (!node.disk.damaged) this.#backups.set(node.index, await node.disk.copy());
  }

  /** The operators: look every now and then, and start what is down. */
  #watch(): void {
    const { events, nodes } = this.#sim;
    events.after(100 + this.#dice.below(700), async () => {
      for (const node of nodes) {
        if (node.down !== undefined && (this.#dice.chance(0.5) || !this.#sim.stormy)) {
          await this.#repair(node);
        }
      }
      this.#watch();
    });
  }

  async #repair(node: SimNode): Promise<void> {
    const { plan } = this.#sim;
    const broken = node.down?.how === "halted" && node.disk.damaged;
    // As many may lose everything as may lie.
    const spare = Math.floor((plan.n - 1) / 3) - plan.liars.size - this.#lost;
    if (broken) await this.#replace(node, this.#backups.get(node.index));
    else if (this.#backups.has(node.index) && this.#dice.chance(0.3)) {
      await this.#replace(node, this.#backups.get(node.index));
    } else if (this.#sim.stormy && spare > 0 && this.#dice.chance(0.1)) {
      this.#lost++;
      this.#sim.statistics.count("machines lost");
      await this.#replace(node, undefined);
      node.loseBlocks();
    }
    this.#sim.say(`node ${node.index} is started`);
    await node.start();
  }

  /**
   * A good disk as it was before the chain, or with an older backup. What a damaged one made the
   * application say last is not believed any more.
   */
  async #replace(node: SimNode, backup: MemoryStore | undefined): Promise<void> {
    this.#backups.delete(node.index);
    this.#sim.say(`node ${node.index} gets a new disk, ${backup ? "with a backup" : "empty"}`);
    this.#sim.statistics.count(backup ? "backups restored" : "disks replaced");
    if (node.disk.damaged) node.rollBack();
    node.disk.replace(backup ?? (await this.#sim.consortium.image()));
    this.#sim.checker.forgot(node.index);
  }
}
