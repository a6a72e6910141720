import { theme as antdTheme, ConfigProvider, type ConfigProviderProps } from "antd";
import chinese from "antd/es/locale/zh_CN.js";
import type { ReactNode } from "react";
import { useLanguage } from "../language.ts";
import { useTheme } from "../shell/theme.ts";

// The compiler takes the file for CommonJS; it is an ES module, whose default export is the locale.
const zhCN = chinese as unknown as NonNullable<ConfigProviderProps["locale"]>;

// The style elements that antd writes carry the nonce of the page's policy.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
const variable = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name);

const COMMON = {
  fontFamily: variable("--sans"),
  fontFamilyCode: variable("--mono"),
  borderRadius: 6,
  motion: false,
};
const LIGHT = { colorPrimary: "#1f5f4f", colorInfo: "#1f5f4f", colorLink: "#1f5f4f" };
const DARK = { colorPrimary: "#4fa58b", colorInfo: "#4fa58b", colorLink: "#86cfb8" };

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
        token: { ...COMMON, ...(theme === "dark" ? DARK : LIGHT) },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
