import { defineMessages } from "../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of forms made from definitions. */
export const texts = defineMessages("forms", en, zh);
