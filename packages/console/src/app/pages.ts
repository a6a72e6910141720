import type { ComponentType } from "react";
import type { IconName } from "./ui/icon.tsx";

/** One entry of the console: a page that is loaded when it is first asked for. */
export interface PageEntry {
  /** Path as the router writes it: `/records/$index`. Entries with a `$` are not in the navigation. */
  readonly path: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly icon: IconName;
  /** Group of the navigation that it stands in; absent for pages that others lead to. */
  readonly group?: "use" | "look" | "run" | "build";
  /** The page's module; its default export is the component. */
  readonly load: () => Promise<{ default: ComponentType }>;
}

/** Every page of the console, in the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  {
    path: "/",
    title: { en: "Overview", zh: "概览" },
    icon: "overview",
    group: "look",
    load: () => import("./pages/overview/page.tsx"),
  },
  {
    path: "/deposit",
    title: { en: "Deposit", zh: "存证" },
    icon: "deposit",
    group: "use",
    load: () => import("./pages/deposit/page.tsx"),
  },
  {
    path: "/records",
    title: { en: "Records", zh: "记录" },
    icon: "records",
    group: "use",
    load: () => import("./pages/records/page.tsx"),
  },
  {
    path: "/records/$alg/$digest/$ordinal",
    title: { en: "Record", zh: "记录" },
    icon: "records",
    load: () => import("./pages/records/record.tsx"),
  },
  {
    path: "/records/batches/$root/$ordinal",
    title: { en: "Batch", zh: "批次" },
    icon: "records",
    load: () => import("./pages/records/batch.tsx"),
  },
  {
    path: "/explorer",
    title: { en: "Explorer", zh: "浏览器" },
    icon: "explorer",
    group: "look",
    load: () => import("./pages/explorer/page.tsx"),
  },
  {
    path: "/explorer/blocks",
    title: { en: "Blocks", zh: "区块" },
    icon: "explorer",
    load: () => import("./pages/explorer/blocks.tsx"),
  },
  {
    path: "/explorer/blocks/$height",
    title: { en: "Block", zh: "区块" },
    icon: "explorer",
    load: () => import("./pages/explorer/block.tsx"),
  },
  {
    path: "/explorer/statements",
    title: { en: "Statements", zh: "声明" },
    icon: "explorer",
    load: () => import("./pages/explorer/statements.tsx"),
  },
  {
    path: "/explorer/statements/$index",
    title: { en: "Statement", zh: "声明" },
    icon: "explorer",
    load: () => import("./pages/explorer/statement.tsx"),
  },
  {
    path: "/explorer/apps/$app",
    title: { en: "Application", zh: "应用" },
    icon: "explorer",
    load: () => import("./pages/explorer/application.tsx"),
  },
  {
    path: "/explorer/apps/$app/actions/$name",
    title: { en: "Action", zh: "操作" },
    icon: "explorer",
    load: () => import("./pages/explorer/call.tsx"),
  },
  {
    path: "/explorer/apps/$app/views/$name",
    title: { en: "View", zh: "视图" },
    icon: "explorer",
    load: () => import("./pages/explorer/ask.tsx"),
  },
  {
    path: "/explorer/tables/$app/$table",
    title: { en: "Table", zh: "数据表" },
    icon: "explorer",
    load: () => import("./pages/explorer/table.tsx"),
  },
  {
    path: "/explorer/tables/$app/$table/row",
    title: { en: "Row", zh: "数据行" },
    icon: "explorer",
    load: () => import("./pages/explorer/row.tsx"),
  },
  {
    path: "/organisations",
    title: { en: "Organisations", zh: "机构与成员" },
    icon: "organisations",
    group: "run",
    load: () => import("./pages/organisations/page.tsx"),
  },
  {
    path: "/organisations/$organisation",
    title: { en: "Organisation", zh: "机构" },
    icon: "organisations",
    load: () => import("./pages/organisations/organisation.tsx"),
  },
  {
    path: "/organisations/members/$member",
    title: { en: "Member", zh: "成员" },
    icon: "person",
    load: () => import("./pages/organisations/member.tsx"),
  },
  {
    path: "/governance",
    title: { en: "Governance", zh: "治理" },
    icon: "governance",
    group: "run",
    load: () => import("./pages/governance/page.tsx"),
  },
  {
    path: "/governance/new",
    title: { en: "New proposal", zh: "新提案" },
    icon: "governance",
    load: () => import("./pages/governance/new-proposal.tsx"),
  },
  {
    path: "/governance/proposals/$proposal",
    title: { en: "Proposal", zh: "提案" },
    icon: "governance",
    load: () => import("./pages/governance/proposal.tsx"),
  },
  {
    path: "/supervision",
    title: { en: "Supervision", zh: "监管" },
    icon: "supervision",
    group: "run",
    load: () => import("./pages/supervision/page.tsx"),
  },
  {
    path: "/keys",
    title: { en: "Keys and tokens", zh: "密钥与令牌" },
    icon: "keys",
    group: "run",
    load: () => import("./pages/keys/page.tsx"),
  },
  {
    path: "/act/$app/$name",
    title: { en: "Action", zh: "操作" },
    icon: "governance",
    load: () => import("./pages/act/page.tsx"),
  },
  {
    path: "/receivables",
    title: { en: "Receivables", zh: "应收账款" },
    icon: "receivables",
    group: "use",
    load: () => import("./pages/receivables/page.tsx"),
  },
  {
    path: "/receivables/new",
    title: { en: "Issue a certificate", zh: "签发凭证" },
    icon: "receivables",
    load: () => import("./pages/receivables/issue/page.tsx"),
  },
  {
    path: "/receivables/$certificate",
    title: { en: "Certificate", zh: "凭证" },
    icon: "receivables",
    load: () => import("./pages/receivables/certificate.tsx"),
  },
  {
    path: "/receivables/$certificate/$start",
    title: { en: "Part", zh: "子区间" },
    icon: "receivables",
    load: () => import("./pages/receivables/parts/part.tsx"),
  },
  {
    path: "/developers",
    title: { en: "Developers", zh: "开发者" },
    icon: "developers",
    group: "build",
    load: () => import("./pages/developers/page.tsx"),
  },
];
