import { digestBlob } from "../web/digests.ts";
import type { Perform } from "./backend.ts";
import { checkReceipt } from "./check.ts";
import { checkAnswer } from "./check-answer.ts";

/** Carries out any task, in whatever thread it is called. */
export const perform: Perform = async (task, options) => {
  switch (task.kind) {
    case "hash":
      return digestBlob(task.file, task.wanted, options);
    case "verify":
      return checkReceipt(task);
    case "answer":
      return checkAnswer(task);
  }
};
