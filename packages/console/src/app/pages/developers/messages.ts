import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of the pages for developers. */
export const texts = defineMessages("developers", en, zh);
