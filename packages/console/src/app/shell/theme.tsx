import { theme as antdTheme, ConfigProvider, type ConfigProviderProps } from "antd";
import chinese from "antd/es/locale/zh_CN.js";
import { type ReactNode, useSyncExternalStore } from "react";
import { useLanguage } from "../language.ts";

/** What the reader chose; "auto" follows the device. */
export type ThemeChoice = "auto" | "light" | "dark";

const KEY = "tallystick-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let choice: ThemeChoice = "auto";

function announce(): void {
  document.documentElement.dataset["theme"] = effective();
  for (const listener of listeners) listener();
}

function effective(): "light" | "dark" {
  if (choice !== "auto") return choice;
  return dark.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Reads the choice of an earlier visit and follows the device from here on. */
export function startTheme(): void {
  const stored = localStorage.getItem(KEY);
  if (stored === "light" || stored === "dark") choice = stored;
  dark.addEventListener("change", announce);
  announce();
}

/** Chooses a theme and remembers it. */
export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  localStorage.setItem(KEY, next);
  announce();
}

/** What the reader chose. */
export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, () => choice);
}

// The compiler takes the file for CommonJS; it is an ES module, whose default export is the locale.
const zhCN = chinese as unknown as NonNullable<ConfigProviderProps["locale"]>;

// The style elements that antd writes carry the nonce of the page's policy.
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
const fontFamily = getComputedStyle(document.documentElement).getPropertyValue("--sans");
const fontFamilyCode = getComputedStyle(document.documentElement).getPropertyValue("--mono");

const COMMON = { fontFamily, fontFamilyCode, borderRadius: 6, wireframe: false, motion: false };
const LIGHT = { colorPrimary: "#1f5f4f", colorInfo: "#1f5f4f", colorLink: "#1f5f4f" };
const DARK = { colorPrimary: "#4fa58b", colorInfo: "#4fa58b", colorLink: "#86cfb8" };

/** Gives antd the colours, the type and the language of the page. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const shown = useSyncExternalStore(subscribe, effective);
  const lang = useLanguage();
  return (
    <ConfigProvider
      csp={{ nonce }}
      {...(lang === "zh" ? { locale: zhCN } : {})}
      theme={{
        algorithm: shown === "dark" ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        token: { ...COMMON, ...(shown === "dark" ? DARK : LIGHT) },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
