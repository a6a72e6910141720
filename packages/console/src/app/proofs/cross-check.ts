import { concatBytes, fromHex, toHex } from "@tallystick/core/bytes";
import { useEffect, useState } from "react";
import type { Stage } from "./stages.ts";

/**
 * Joins every step of a stage a second time with the browser's own SHA-256, which is another program
 * than the one that drew it. Undefined where there is none: SM3, or a page over plain HTTP.
 */
export function useCrossCheck(
  stage: Stage,
  hashName: "sha-256" | "sm3",
): readonly boolean[] | undefined {
  const [same, setSame] = useState<readonly boolean[]>();
  useEffect(() => {
    let current = true;
    setSame(undefined);
    // Browsers leave it out on pages that are not secure, whatever their types say.
    const subtle = crypto.subtle as SubtleCrypto | undefined;
    if (hashName !== "sha-256" || subtle === undefined) return;
    const joins = stage.steps.map(async ({ left, right, joined }) => {
      const input = concatBytes(fromHex(stage.prefix), fromHex(left), fromHex(right));
      return (
        toHex(new Uint8Array(await subtle.digest("SHA-256", input as BufferSource))) === joined
      );
    });
    void Promise.all(joins).then((all) => {
      if (current) setSame(all);
    });
    return () => {
      current = false;
    };
  }, [stage, hashName]);
  return same;
}
