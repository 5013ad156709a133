import { useEffect, useRef } from "react";
import { Segments } from "@/components/Segments";
import type { QueryTarget } from "@/ipc";

const TARGETS = [
  { value: "amazon", word: "Amazon" },
  { value: "kept", word: "Kept results" },
] as const;

/** The other target brings another place with a bar of its own, where the focus goes to the same choice. */
let chosen = false;

interface TargetProps {
  value: QueryTarget;
  onChange: (target: QueryTarget) => void;
}

/** Where the statements of the query run. */
export function Target({ value, onChange }: TargetProps) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (chosen) place.current?.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
    chosen = false;
  }, []);
  return (
    <span ref={place} className="flex-none">
      <Segments
        label="Runs over"
        size="s"
        value={value}
        options={TARGETS}
        onChange={(next) => {
          if (next === value) return;
          chosen = true;
          onChange(next);
        }}
      />
    </span>
  );
}
