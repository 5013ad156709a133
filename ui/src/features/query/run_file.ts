// The file that follows a run: how it is named, and an example of the name as the host will make it.
import type { ExportFormat, RunExport } from "@/ipc";

export const PLACEHOLDERS = ["query", "instance", "first", "last", "day"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

export const USUAL_NAME = "{query} {first} to {last} {instance}";
const LONGEST = 200;

export const freshExport = (folder: string): RunExport => ({ folder, format: "csv", name: USUAL_NAME });

/** What is wrong with a name, in words; null when nothing is. */
export function nameFault(name: string): string | null {
  if (name.trim() === "") return "A name is needed";
  if (/[/\\]/.test(name)) return "A name without folders: no / and no \\";
  if ([...name].length > LONGEST) return `${LONGEST} characters at most`;
  const rest = name.replace(/\{(\w+)\}/g, (whole, word: string) => (isPlaceholder(word) ? "" : whole));
  const wrong = /\{\w*\}?|\}/.exec(rest)?.[0];
  return wrong ? `${wrong} is none of ${PLACEHOLDERS.map((word) => `{${word}}`).join(", ")}` : null;
}

const isPlaceholder = (word: string): word is Placeholder => (PLACEHOLDERS as readonly string[]).includes(word);

/** The name that a file would have. What no system takes in a name becomes a hyphen. */
export function exampleName(name: string, values: Record<Placeholder, string>, format: ExportFormat): string {
  const filled = name.replace(/\{(\w+)\}/g, (whole, word: string) => (isPlaceholder(word) ? values[word] : whole));
  const stem = filled.replace(/[/\\:*?"<>|]/g, "-").replace(/^[\s.]+|[\s.]+$/g, "");
  return `${stem || "result"}.${format}`;
}
