import { defineMessages } from "../language.ts";

const en = {
  skip: "Skip to the content",
  nav: "Pages",
  menu: "Open the menu",
  closeMenu: "Close the menu",
  "group-look": "The ledger",
  "group-use": "Evidence",
  "group-run": "Running it together",
  "group-build": "Building on it",
  verify: "Verify",
  language: "Language",
  theme: "Colours",
  "theme-auto": "As the device",
  "theme-light": "Light",
  "theme-dark": "Dark",
  signedOut: "Not signed in",
  notFound: "There is no such page",
  notFoundText: "The address may be mistyped, or the page may have moved.",
  home: "To the overview",
  loadFailed: "This page could not be loaded",
  reload: "Load it again",
};

const zh = {
  skip: "跳到正文",
  nav: "页面",
  menu: "打开菜单",
  closeMenu: "关闭菜单",
  "group-look": "账本",
  "group-use": "证据",
  "group-run": "共同治理",
  "group-build": "开发",
  verify: "核验",
  language: "语言",
  theme: "配色",
  "theme-auto": "跟随设备",
  "theme-light": "浅色",
  "theme-dark": "深色",
  signedOut: "未登录",
  notFound: "没有这个页面",
  notFoundText: "地址可能有误，或页面已移动。",
  home: "回到概览",
  loadFailed: "页面加载失败",
  reload: "重新加载",
};

/** Texts of the frame around every page. */
export const texts = defineMessages("shell", en, zh);
