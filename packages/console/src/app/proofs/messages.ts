import { defineMessages } from "../language.ts";
import { en } from "./messages-en.ts";
import { zh } from "./messages-zh.ts";

/** Texts of proofs that are drawn and taken away. */
export const texts = defineMessages("proofs", en, zh);
