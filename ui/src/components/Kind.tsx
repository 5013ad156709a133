import { Lock, ShieldAlert } from "lucide-react";
import type { FieldKind } from "@/ipc";

/** Hollow D for a dimension, filled M for a metric. */
export function Kind({ kind }: { kind: FieldKind }) {
  const metric = kind === "metric";
  return (
    <span className={`kind${metric ? " kind-metric" : ""}`} role="img" aria-label={metric ? "Metric" : "Dimension"}>
      {metric ? "M" : "D"}
    </span>
  );
}

/** Users a row needs before Amazon shows it, by the class of its most sensitive column (Amazon's documents). */
const USERS: Record<string, number> = { LOW: 2, MEDIUM: 100, HIGH: 100 };

export function thresholdWords(threshold: string): string | null {
  if (threshold === "VERY_HIGH" || threshold === "INTERNAL") return "Never in the output";
  const users = USERS[threshold];
  return users && users >= 100 ? `Needs ${users} users` : null;
}

/** Marks only what one must know of: from Medium on amber, red for what may never leave. */
export function ThresholdMark({ threshold }: { threshold: string }) {
  const words = thresholdWords(threshold);
  if (!words) return null;
  const never = words.startsWith("Never");
  const Icon = never ? Lock : ShieldAlert;
  return <Icon size={12} className={never ? "text-red" : "text-amber"} role="img" aria-label={words} />;
}
