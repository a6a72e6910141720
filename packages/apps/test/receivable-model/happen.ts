import type { Deal, Duty, Unit } from "./units.ts";

/** What was agreed happens to one unit, by a step of this number. */
export function happen(
  { about, paper, asker, asked, since, onward, liable, step: basis }: Deal,
  unit: Unit,
  step: number,
  now: number,
): void {
  unit.story.push(step);
  const pass = (passing: Duty["passing"], who: string | undefined) =>
    unit.stack.push({ step, who, surety: false, passing, giver: asker });
  switch (about) {
    case "acceptance":
      unit.life = "promised";
      break;
    case "receipt":
      unit.life = "owed";
      unit.owner = asked;
      unit.hops = 1;
      unit.stuck = !paper.transferable;
      pass(undefined, paper.drawer === paper.debtor ? undefined : paper.drawer);
      break;
    case "transfer":
      unit.owner = asked;
      unit.hops++;
      unit.stuck = !onward;
      pass("transfer", liable ? asker : undefined);
      break;
    case "finance":
      unit.owner = asked;
      unit.funder = asked;
      pass("finance", liable ? asker : undefined);
      break;
    case "pledge":
      unit.security = asked;
      break;
    case "release":
      unit.security = undefined;
      break;
    case "guarantee":
      unit.sureties.push(asked);
      unit.stack.push({
        ...{ step, who: asked, surety: true, passing: undefined, giver: asker },
      });
      break;
    case "redemption":
      unit.life = "paid";
      unit.paid = { at: now, asked: since };
      unit.security = undefined;
      break;
    case "cancellation":
      unit.life = "void";
      break;
    case "recourse": {
      const place = unit.stack.findIndex((one) => one.step === basis);
      if (unit.stack[place]?.surety) unit.sureties = unit.sureties.filter((one) => one !== asked);
      unit.stack.length = place;
      unit.owner = asked;
      break;
    }
    case "reversal": {
      const undone = unit.stack.pop();
      unit.owner = asked;
      unit.stuck = false;
      if (undone?.passing === "finance") unit.funder = undefined;
      else unit.hops--;
      break;
    }
  }
}
