// The colours and the face of a chart, as the style sheet has them at the moment.
import { useEffect, useState } from "react";

export interface Palette {
  series: readonly string[];
  other: string;
  grid: string;
  axis: string;
  seq: readonly string[];
  fg1: string;
  fg2: string;
  fg3: string;
  surface: string;
  raised: string;
  line: string;
  font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const six = (name: string) => [1, 2, 3, 4, 5, 6].map((n) => token(`${name}-${n}`));
  return {
    series: six("--ch"),
    other: token("--ch-other"),
    grid: token("--ch-grid"),
    axis: token("--ch-axis"),
    seq: six("--ch-seq"),
    fg1: token("--fg-1"),
    fg2: token("--fg-2"),
    fg3: token("--fg-3"),
    surface: token("--bg-surface"),
    raised: token("--bg-raised"),
    line: token("--line-2"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** Read anew when the theme changes. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const seen = new MutationObserver(() => setPalette(readPalette()));
    seen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => seen.disconnect();
  }, []);
  return palette;
}

/** The colours of the light theme, whichever is shown: for what is printed. */
export function lightPalette(): Palette {
  const { dataset } = document.documentElement;
  const shown = dataset["theme"];
  // Nothing is painted in between.
  dataset["theme"] = "light";
  try {
    return readPalette();
  } finally {
    if (shown === undefined) delete dataset["theme"];
    else dataset["theme"] = shown;
  }
}
