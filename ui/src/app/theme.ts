import { useEffect } from "react";
import type { Theme } from "@/ipc";

const DARK = "(prefers-color-scheme: dark)";

/** Resolves "as the system" and puts the outcome on <html>, the one switch the tokens look at. */
export function applyTheme(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && window.matchMedia(DARK).matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

export function useTheme(theme: Theme): void {
  useEffect(() => {
    applyTheme(theme);
    const media = window.matchMedia(DARK);
    const follow = () => applyTheme(theme);
    media.addEventListener("change", follow);
    return () => media.removeEventListener("change", follow);
  }, [theme]);
}
