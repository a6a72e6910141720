import { applicationList } from "@tallystick/apps/applications";
import { OUTCOMES } from "@tallystick/ledger/outcomes";

/** Name and text of an outcome by its number. */
export function outcomeText(number: number): string {
  const registries = [OUTCOMES, ...applicationList.map(({ outcomes }) => outcomes)];
  const found = registries
    .flatMap((registry) => Object.values(registry))
    .find((one) => one.number === number);
  return found === undefined ? `outcome ${number}` : `${found.name} (${number}): ${found.text.en}`;
}
