import { ChevronDown, ChevronUp, X } from "lucide-react";
import { IconButton } from "@/components/Button";
import { formatNumber } from "@/components/format";
import type { FoundCell } from "@/ipc";

interface FindBarProps {
  text: string;
  /** The cell that was found last; null where no cell holds the text, undefined before it was looked for. */
  found: FoundCell | null | undefined;
  looking: boolean;
  onText: (text: string) => void;
  onNext: (backward: boolean) => void;
  onClose: () => void;
}

/** Looks for a text in all rows, also those that are not in sight. */
export function FindBar({ text, found, looking, onText, onNext, onClose }: FindBarProps) {
  return (
    <search className="grid-bar" aria-label="Find in the rows">
      <input
        className="field field-s w-64!"
        aria-label="Find in the rows"
        placeholder="Find in all rows"
        spellCheck={false}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: it was opened to write here
        autoFocus
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          else if (event.key === "Enter") onNext(event.shiftKey);
          else return;
          event.preventDefault();
        }}
      />
      <IconButton label="Previous" keys="Shift Enter" disabled={!found} onClick={() => onNext(true)}>
        <ChevronUp size={14} aria-hidden />
      </IconButton>
      <IconButton label="Next" keys="Enter" disabled={!found} onClick={() => onNext(false)}>
        <ChevronDown size={14} aria-hidden />
      </IconButton>
      <span className="text-t12 text-label" role="status">
        {text !== "" && foundWords(found, looking)}
      </span>
      <span className="flex-1" />
      <IconButton label="Close" keys="Esc" onClick={onClose}>
        <X size={14} aria-hidden />
      </IconButton>
    </search>
  );
}

function foundWords(found: FoundCell | null | undefined, looking: boolean): string {
  if (found === undefined) return looking ? "Looking" : "";
  if (found === null) return "In no cell";
  return `${formatNumber(found.number)} of ${found.all ? "" : "more than "}${formatNumber(found.total)}`;
}
