import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of keys and tokens. */
export const texts = defineMessages("keys", en, zh);
