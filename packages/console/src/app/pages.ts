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
];
