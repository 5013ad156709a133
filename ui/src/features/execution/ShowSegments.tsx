import { useNavigate } from "@tanstack/react-router";
import { formatNumber } from "@/components/format";
import { Segments } from "@/components/Segments";
import type { Show } from "./shown";

interface ShowSegmentsProps {
  value: Show | "evidence";
  /** How many runs wait on this computer. */
  waiting: number;
  onChange: (show: Show) => void;
}

/** What the place lists: runs of this computer, or evidence of runs of any. */
export function ShowSegments({ value, waiting, onChange }: ShowSegmentsProps) {
  const navigate = useNavigate();
  return (
    <Segments
      label="Show"
      size="s"
      value={value}
      options={[
        { value: "all", word: "All" },
        { value: "open", word: "Under way" },
        { value: "look", word: "Needs a look" },
        { value: "queue", word: waiting > 0 ? `Queue ${formatNumber(waiting)}` : "Queue" },
        { value: "evidence", word: "Evidence" },
      ]}
      onChange={(next) => (next === "evidence" ? void navigate({ to: "/executions/evidence" }) : onChange(next))}
    />
  );
}
