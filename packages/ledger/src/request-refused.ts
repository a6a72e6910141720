import type { RefusalData } from "./app/define-action.ts";
import type { OutcomeDefinition } from "./outcomes.ts";

/** A read that the caller got wrong; `outcome` says what and how to put it right. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly outcome: OutcomeDefinition;
  readonly data: RefusalData;
  constructor(outcome: OutcomeDefinition, data: RefusalData = {}) {
    super(outcome.text.en);
    this.outcome = outcome;
    this.data = data;
  }
}
