import { defineMessages } from "../../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of organisations and members. */
export const texts = defineMessages("organisations", en, zh);
