import type { AppRules } from "@tallystick/ledger/rules";
import { expect, test } from "vitest";
import { type MissingVersion, watchVersions } from "./watch-versions.ts";

test("each decided version that the program lacks is told once, until its decision changes", () => {
  const row = (next: AppRules["next"], known: number[]): AppRules => ({
    ...{ app: "tariff", version: 1, fromHeight: 0, next, known },
  });
  let rules: AppRules[] = [row(null, [1])];
  const told: MissingVersion[] = [];
  const listeners: (() => void)[] = [];
  const onBlock = (listener: () => void): (() => void) => {
    listeners.push(listener);
    return () => listeners.splice(0);
  };
  const stop = watchVersions(
    { onBlock: onBlock as never },
    () => rules,
    (one) => told.push(one),
  );
  const block = (): void => {
    for (const listener of listeners) listener();
  };
  block();
  rules = [row({ version: 2, fromHeight: 90 }, [1])];
  block();
  block();
  expect(told).toEqual([{ app: "tariff", version: 2, fromHeight: 90 }]);
  rules = [row({ version: 2, fromHeight: 190 }, [1])];
  block();
  expect(told.at(-1)).toMatchObject({ fromHeight: 190 });
  rules = [row({ version: 2, fromHeight: 200 }, [1, 2])];
  block();
  stop();
  rules = [row({ version: 3, fromHeight: 300 }, [1])];
  block();
  expect(told).toHaveLength(2);
});
