import { useSyncExternalStore } from "react";

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

/** What is shown. */
export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, effective);
}
