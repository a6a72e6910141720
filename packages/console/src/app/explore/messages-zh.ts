import type { Translated } from "../language.ts";
import type { en } from "./messages-en.ts";

export const zh: Translated<typeof en> = {
  first: "首页",
  previous: "上一页",
  next: "下一页",
  page: "第 {{page}} 页",
  pages: "翻页",
  none: "无",
  accepted: "已接受",
  refused: "已拒绝",
  whatToDo: "建议",
  said: "账本的答复",
  yes: "是",
  no: "否",
  items_one: "{{count}} 项",
  items_other: "{{count}} 项",
  value: "值",
};
