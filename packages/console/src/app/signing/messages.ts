import { defineMessages } from "../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of signing. */
export const texts = defineMessages("signing", en, zh);
