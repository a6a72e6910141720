import type { AppRules } from "@tallystick/ledger/rules";
import type { Engine } from "../../engine/engine.ts";

/** A version that is decided and that this program has not got. */
export interface MissingVersion {
  readonly app: string;
  readonly version: number;
  readonly fromHeight: number;
}

/** The decided versions that a program has not got: it halts before the first of their heights. */
export function missingVersions(rules: readonly AppRules[]): MissingVersion[] {
  return rules.flatMap(({ app, next, known }) =>
    next === null || known.includes(next.version) ? [] : [{ app, ...next }],
  );
}

/**
 * Tells of every decided version that this program has not got, at once and when one is decided: while
 * there is time to install another program.
 *
 * @param rules of the ledger as it stands
 * @returns stops it
 */
export function watchVersions(
  engine: Pick<Engine, "onBlock">,
  rules: () => readonly AppRules[],
  onMissing: (missing: MissingVersion) => void,
): () => void {
  const told = new Set<string>();
  const look = (): void => {
    for (const missing of missingVersions(rules())) {
      const name = `${missing.app} ${missing.version} ${missing.fromHeight}`;
      if (told.has(name)) continue;
      told.add(name);
      onMissing(missing);
    }
  };
  look();
  return engine.onBlock(look);
}
