// The text of a dashboard's page. Everything that is said in it is escaped, and nothing in it runs or is fetched.
import { formatDayYear, formatNumber } from "@/components/format";
import type { Palette } from "@/features/chart/palette";

export interface PageTable {
  heads: { name: string; numeric: boolean }[];
  rows: string[][];
  /** How many rows there are, of which the first are here. */
  total: number;
}

export interface PagePart {
  title: string;
  stamp: string;
  /** Of twelve columns. */
  width: number;
  svg?: string;
  table?: PageTable;
  figures?: (readonly [name: string, figure: string])[];
  text?: string;
  note?: string;
}

interface Page {
  name: string;
  /** In words. */
  filters: string[];
  parts: PagePart[];
  /** When it is made, in UTC milliseconds. */
  at: number;
}

const SIGNS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

function tableText({ heads, rows, total }: PageTable): string {
  const cell = (text: string, i: number, tag: string) =>
    `<${tag}${heads[i]?.numeric ? ' class="n"' : ""}>${escaped(text)}</${tag}>`;
  const head = heads.map(({ name }, i) => cell(name, i, "th")).join("");
  const body = rows.map((row) => `<tr>${row.map((text, i) => cell(text, i, "td")).join("")}</tr>`).join("\n");
  const more =
    rows.length < total ? `<p class="s">${formatNumber(rows.length)} of ${formatNumber(total)} rows</p>` : "";
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>${more}`;
}

function partText({ title, stamp, width, svg, table, figures, text, note }: PagePart): string {
  const lines = [
    title || stamp ? `<header><h2>${escaped(title)}</h2><p class="s">${escaped(stamp)}</p></header>` : "",
    // Drawn here by the charts' own library, which escapes what it writes.
    svg ?? "",
    table ? tableText(table) : "",
    figures
      ? `<dl>${figures.map(([name, figure]) => `<div><dd>${escaped(figure)}</dd><dt>${escaped(name)}</dt></div>`).join("")}</dl>`
      : "",
    ...(text ?? "").split(/\n\s*\n/).map((each) => (each.trim() === "" ? "" : `<p>${escaped(each.trim())}</p>`)),
    note ? `<p class="s">${escaped(note)}</p>` : "",
  ];
  return `<section style="grid-column: span ${Math.max(1, Math.min(12, Math.round(width)))}">\n${lines.filter(Boolean).join("\n")}\n</section>`;
}

const styleOf = ({ fg1, fg3, surface, line, font }: Palette): string => `
body { margin: 24px; background: ${surface}; color: ${fg1}; font: 13px/20px ${font.replace(/[<>{}]/g, "")}; font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 20px; line-height: 28px; font-weight: 600; }
h2 { margin: 0; font-size: 13px; font-weight: 600; }
.s, dt { margin: 0; color: ${fg3}; font-size: 11px; line-height: 16px; }
main { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 24px; margin-top: 16px; }
section { min-width: 0; padding-top: 8px; border-top: 1px solid ${line}; break-inside: avoid; }
section:has(table) { break-inside: auto; }
header { display: flex; gap: 8px; align-items: baseline; justify-content: space-between; margin-bottom: 8px; }
svg { display: block; max-width: 100%; height: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 4px 8px 4px 0; border-bottom: 1px solid ${line}; text-align: left; overflow-wrap: anywhere; }
th { color: ${fg3}; font-size: 12px; font-weight: 500; }
.n { text-align: right; }
dl { display: flex; flex-wrap: wrap; gap: 8px 24px; margin: 0; }
dd { margin: 0; font-size: 20px; line-height: 28px; }
p { margin: 0 0 8px; white-space: pre-line; }
@media print { body { margin: 0; } tr { break-inside: avoid; } }
`;

/** The whole page, light, with its style in it. */
export function pageOf({ name, filters, parts, at }: Page, palette: Palette): string {
  const filtered = filters.length > 0 ? `Filtered: ${filters.join("; ")}. ` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(name)}</title>
<style>${styleOf(palette)}</style>
</head>
<body>
<h1>${escaped(name)}</h1>
<p class="s">${escaped(`${filtered}Saved ${formatDayYear(at)} with RecomAMP.`)}</p>
<main>
${parts.map(partText).join("\n")}
</main>
</body>
</html>
`;
}
