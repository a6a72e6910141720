import type { Translated } from "../language.ts";
import type { en } from "./messages-en.ts";

export const zh: Translated<typeof en> = {
  first: "首页",
  previous: "上一页",
  next: "下一页",
  page: "第 {{page}} 页",
  pages: "分页",
  rows: "第 {{from}} 至 {{to}} 行",
  none: "无",
  accepted: "已接受",
  refused: "已拒绝",
  inEnglish: "英文",
  inChinese: "中文",
  whatToDo: "建议",
  said: "账本的答复",
  yes: "是",
  no: "否",
  items_one: "{{count}} 项",
  items_other: "{{count}} 项",
  unknownAction: "无法解读",
  value: "值",
};
