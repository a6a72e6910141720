import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of the explorer. */
export const texts = defineMessages("explorer", en, zh);
