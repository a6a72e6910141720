import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { declareLanguage, initialLanguage, type Lang, rememberLanguage } from "../web/language.ts";

/** The texts of one page or part, in one language: flat, by key. Plurals end in `_one`, `_other`. */
export type Messages = Readonly<Record<string, string>>;

/** The same keys as `En`, so that a text that is missing in Chinese is a type error. */
export type Translated<En extends Messages> = { readonly [Key in keyof En]: string };

type TextKey<Key> = Key extends `${infer Stem}_${"one" | "other"}` ? Stem : Key;

/** Values that stand in a text as `{{name}}`. `count` chooses between singular and plural. */
export type TextValues = Readonly<Record<string, string | number>>;

/** Gives the text of a key in the language of the page. */
export type Text<En extends Messages> = (key: TextKey<keyof En>, values?: TextValues) => string;

/** Texts of one namespace, registered; {@link useText} reads them. */
export interface MessageSet<En extends Messages> {
  readonly namespace: string;
  readonly en: En;
}

// Here and not in a function: pages register their texts when they are loaded, which needs this done.
const first = initialLanguage();
declareLanguage(first);
void i18next.use(initReactI18next).init({
  lng: first,
  fallbackLng: "en",
  resources: {},
  // Texts become React text nodes, where markup is text already: escaping here would show `&lt;`.
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** The language of the page. */
export function useLanguage(): Lang {
  return useTranslation().i18n.language === "zh" ? "zh" : "en";
}

/** The language of the page, outside of components. */
export function currentLanguage(): Lang {
  return i18next.language === "zh" ? "zh" : "en";
}

/** Changes the language and remembers it. */
export function chooseLanguage(lang: Lang): void {
  rememberLanguage(lang);
  declareLanguage(lang);
  void i18next.changeLanguage(lang);
}

/**
 * Registers the texts of a page or part.
 * @example
 * export const texts = defineMessages("overview", en, zh);
 * // in a component: const t = useText(texts);
 */
export function defineMessages<En extends Messages>(
  namespace: string,
  en: En,
  zh: Translated<En>,
): MessageSet<En> {
  i18next.addResourceBundle("en", namespace, en);
  i18next.addResourceBundle("zh", namespace, zh);
  return { namespace, en };
}

/** Reads texts in the language of the page. */
export function useText<En extends Messages>({ namespace }: MessageSet<En>): Text<En> {
  const { t } = useTranslation(namespace);
  return (key, values) => t(String(key), { ...values });
}

/** Reads texts outside of components, in the language of the moment. */
export function textOf<En extends Messages>({ namespace }: MessageSet<En>): Text<En> {
  return (key, values) => i18next.t(String(key), { ns: namespace, ...values });
}
