/** Places whose clocks and alphabets have misled programs before, and the versions of Node to try them on. */
export const PLACES = [
  { node: "22", LANG: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" },
  { node: "24", LANG: "zh_CN.UTF-8", TZ: "Pacific/Chatham" },
  { node: "26", LANG: "C", TZ: "America/St_Johns" },
] as const;
