import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of supervision. */
export const texts = defineMessages("supervision", en, zh);
