import type { Translated } from "../../language.ts";
import type { en } from "./messages-en.ts";

export const zh: Translated<typeof en> = {
  title: "概览",
  intro: "账本的实时状况。",
  height: "区块",
  records: "记录",
  lastBlock: "最新区块",
};
