import { receivable } from "@tallystick/apps/receivable/index";
import { outcomeOf } from "../consortium/story.ts";

/** Tries what must not be possible, and tells the number, the name and both texts of the refusal. */
export async function mustRefuse(
  tell: (line: string) => void,
  what: string,
  name: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const came = await outcomeOf(act);
  if (came !== name) throw new Error(`${what}: ${came} instead of ${name}`);
  const outcome = Object.values(receivable.outcomes).find((one) => one.name === name);
  if (outcome === undefined) throw new Error(`${name} is no outcome of receivables`);
  tell(`  refused: ${what}`);
  tell(`    ${outcome.number} ${name}: ${outcome.text.en} ${outcome.text.zh}`);
}
