import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of the overview. */
export const texts = defineMessages("overview", en, zh);
