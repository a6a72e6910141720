import { defineMessages } from "../language.ts";

const en = {
  copy: "Copy",
  copied: "Copied",
  copyOf: "Copy {{what}}",
  whatToDo: "What to do: ",
  retry: "Try again",
  code: "Code {{code}}",
  secondsAgo_one: "{{count}} second ago",
  secondsAgo_other: "{{count}} seconds ago",
  minutesAgo_one: "{{count}} minute ago",
  minutesAgo_other: "{{count}} minutes ago",
  hoursAgo_one: "{{count}} hour ago",
  hoursAgo_other: "{{count}} hours ago",
  daysAgo_one: "{{count}} day ago",
  daysAgo_other: "{{count}} days ago",
  inFuture: "in the future",
  loading: "Loading",
  failed: "Something went wrong in the page",
};

const zh = {
  copy: "复制",
  copied: "已复制",
  copyOf: "复制 {{what}}",
  whatToDo: "建议：",
  retry: "重试",
  code: "代码 {{code}}",
  secondsAgo_one: "{{count}} 秒前",
  secondsAgo_other: "{{count}} 秒前",
  minutesAgo_one: "{{count}} 分钟前",
  minutesAgo_other: "{{count}} 分钟前",
  hoursAgo_one: "{{count}} 小时前",
  hoursAgo_other: "{{count}} 小时前",
  daysAgo_one: "{{count}} 天前",
  daysAgo_other: "{{count}} 天前",
  inFuture: "未来时间",
  loading: "加载中",
  failed: "页面出错",
};

/** Texts of the small shared pieces. */
export const texts = defineMessages("ui", en, zh);
