import { defineMessages } from "../../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of the issue wizard. */
export const texts = defineMessages("issue", en, zh);
