import { chooseLanguage, useLanguage, useText } from "../language.ts";
import { Icon } from "../ui/icon.tsx";
import { texts } from "./messages.ts";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "./theme.ts";

const THEMES: readonly { choice: ThemeChoice; icon: "auto" | "sun" | "moon" }[] = [
  { choice: "auto", icon: "auto" },
  { choice: "light", icon: "sun" },
  { choice: "dark", icon: "moon" },
];

/** Language and colours. */
export function Preferences() {
  const t = useText(texts);
  const lang = useLanguage();
  const theme = useThemeChoice();
  return (
    <div className="preferences">
      <fieldset className="segments" aria-label={t("language")}>
        <button
          type="button"
          lang="zh-CN"
          aria-pressed={lang === "zh"}
          onClick={() => chooseLanguage("zh")}
        >
          中文
        </button>
        <button
          type="button"
          lang="en"
          aria-pressed={lang === "en"}
          onClick={() => chooseLanguage("en")}
        >
          English
        </button>
      </fieldset>
      <fieldset className="segments" aria-label={t("theme")}>
        {THEMES.map(({ choice, icon }) => (
          <button
            key={choice}
            type="button"
            aria-pressed={theme === choice}
            aria-label={t(`theme-${choice}`)}
            title={t(`theme-${choice}`)}
            onClick={() => chooseTheme(choice)}
          >
            <Icon name={icon} size={16} />
          </button>
        ))}
      </fieldset>
    </div>
  );
}
