import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of records. */
export const texts = defineMessages("records", en, zh);
