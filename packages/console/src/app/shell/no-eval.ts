/**
 * Tells the schemas of the applications' actions to work without making functions from text: the
 * policy of the page forbids it, and to try it is a breach that the browser reports.
 */
export function forbidEval(): void {
  // The place where zod keeps its settings, whichever part of the page loads it first.
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
}
