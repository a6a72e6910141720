import { theme as antdTheme, ConfigProvider, type ConfigProviderProps } from "antd";
import chinese from "antd/es/locale/zh_CN.js";
import type { ReactNode } from "react";
import { useLanguage } from "../language.ts";
import { useTheme } from "../shell/theme.ts";

// The compiler takes the file for CommonJS; it is an ES module, whose default export is the locale.
const zhCN = chinese as unknown as NonNullable<ConfigProviderProps["locale"]>;

// The style elements that antd writes carry the nonce of the page's policy.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
giveNonces(nonce);

/**
 * antd measures scroll bars, locks scrolling and probes CSS with style elements to which it gives no
 * nonce. Nothing is opened by giving it: a script that makes elements could read the nonce itself.
 */
function giveNonces(value: string): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = value;
    return element;
  };
}

const variable = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name);

const COMMON = {
  fontFamily: variable("--sans"),
  fontFamilyCode: variable("--mono"),
  borderRadius: 6,
  motion: false,
};
// The colours of app.css, which antd has to calculate with and so cannot take as variables.
const LIGHT = {
  ...{ colorPrimary: "#1f5f4f", colorInfo: "#1f5f4f", colorLink: "#1f5f4f" },
  ...{ colorText: "#1b1e22", colorTextHeading: "#1b1e22", colorBgContainer: "#ffffff" },
  ...{ colorBorder: "#8d8b83", colorBorderSecondary: "#dedbd2" },
};
const DARK = {
  ...{ colorPrimary: "#4fa58b", colorInfo: "#4fa58b", colorLink: "#86cfb8" },
  ...{ colorText: "#eae8e2", colorTextHeading: "#eae8e2", colorBgContainer: "#1c1f24" },
  ...{ colorBorder: "#7b818a", colorBorderSecondary: "#33383f", colorBgElevated: "#24282e" },
};
const TABLE = { light: { headerBg: "#efede6" }, dark: { headerBg: "#24282e" } };

/**
 * Gives the antd components inside it the colours, the type and the language of the console. Only
 * pages that use some have it, so the others do without loading antd.
 */
export function Antd({ children }: { children: ReactNode }) {
  const theme = useTheme();
  const lang = useLanguage();
  return (
    <ConfigProvider
      csp={{ nonce }}
      {...(lang === "zh" ? { locale: zhCN } : {})}
      theme={{
        algorithm: theme === "dark" ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        components: { Table: TABLE[theme] },
        token: { ...COMMON, ...(theme === "dark" ? DARK : LIGHT) },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
