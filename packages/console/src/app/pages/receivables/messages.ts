import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of receivables. */
export const texts = defineMessages("receivables", en, zh);
