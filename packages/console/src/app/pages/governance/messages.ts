import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of governance. */
export const texts = defineMessages("governance", en, zh);
