/** Languages that answers come in. */
export type Language = "en" | "zh";

/** A sentence in both languages. */
export interface Sentence {
  readonly en: string;
  readonly zh: string;
}

/**
 * The language of the answers: --lang, else the locale of the environment by POSIX order of
 * precedence (LC_ALL, LC_MESSAGES, LANG). Whatever is not Chinese is English.
 */
export function chooseLanguage(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const named = option ?? [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((one) => one);
  return named !== undefined && /^zh/i.test(named) ? "zh" : "en";
}
