import { defineMessages } from "../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of taking actions from forms. */
export const texts = defineMessages("acting", en, zh);
