import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of the deposit page. */
export const texts = defineMessages("deposit", en, zh);
