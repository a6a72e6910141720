import type { Lang } from "../web/language.ts";
import type { Messages } from "./messages-en.ts";

/** What every part of the view is drawn from. */
export interface ViewContext {
  readonly lang: Lang;
  readonly texts: Messages;
  /** Ids of the folds that the person has opened; they stay open when the page is drawn anew. */
  readonly open: Set<string>;
}
