import { CircleX, FileCheck, FilePlus, FileSymlink, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button, IconButton } from "@/components/Button";
import { plural } from "@/components/format";
import type { Told } from "./importing";

const WORDS: Record<Told["outcome"], { word: string; icon: typeof X; tone: string }> = {
  created: { word: "Created", icon: FilePlus, tone: "text-good" },
  updated: { word: "Updated", icon: FileSymlink, tone: "text-good" },
  unchanged: { word: "Unchanged", icon: FileCheck, tone: "text-hint" },
  refused: { word: "Refused", icon: CircleX, tone: "text-red" },
};
const ORDER: readonly Told["outcome"][] = ["refused", "created", "updated", "unchanged"];

/** How many files came to what, as in `3 created, 1 refused`. */
export const summaryWords = (result: readonly Told[]): string =>
  (["created", "updated", "unchanged", "refused"] as const)
    .flatMap((outcome) => {
      const count = result.filter((one) => one.outcome === outcome).length;
      return count > 0 ? [`${count} ${outcome}`] : [];
    })
    .join(", ");

interface ImportPaneProps {
  result: Told[];
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** What became of each file; what was refused stands first. */
export function ImportPane({ result, onOpen, onClose }: ImportPaneProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const rows = [...result].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  return (
    <section className="pane pane-grey" aria-label="Import">
      <div className="place-head pl-5!">
        <h2 ref={heading} tabIndex={-1} className="text-t14 font-strong outline-none">
          Import
        </h2>
        <span className="flex-1" />
        <IconButton label="Close" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="detail">
        <p>
          {plural(result.length, "file")}: {summaryWords(result)}.
          <span className="block text-label">
            New workflows are drafts. A file that was exported from a workflow makes a new version of it; the older ones
            stay.
          </span>
        </p>
        <ul className="import-rows" aria-label="Files">
          {rows.map(({ file_name, outcome, id, why }) => {
            const { word, icon: Icon, tone } = WORDS[outcome];
            return (
              <li key={`${file_name} ${outcome} ${id}`}>
                <Icon size={16} className={tone} aria-hidden />
                <span className="w-20 flex-none">{word}</span>
                <span className="min-w-0 flex-1">
                  {id ? (
                    <Button look="link" className="max-w-full" onClick={() => onOpen(id)}>
                      <span className="cut">{file_name}</span>
                    </Button>
                  ) : (
                    <span className="block break-words">{file_name}</span>
                  )}
                  {why && <span className="block text-t12 text-label">{why}</span>}
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
