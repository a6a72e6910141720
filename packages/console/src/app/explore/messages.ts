import { defineMessages } from "../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of tables, values and outcomes. */
export const texts = defineMessages("explore", en, zh);
