// What parameters of well-known names usually are.
import type { ParameterKind } from "./parameters";

interface Presets {
  values: readonly string[];
  unit?: string;
}

const PRESETS: Record<string, Presets> = {
  attribution_window: { values: ["1", "7", "14", "28", "60", "90"], unit: "days" },
  granularity: { values: ["daily", "weekly", "monthly"] },
  aggregation_type: { values: ["sum", "count", "avg", "min", "max"] },
  lookback_days: { values: ["7", "14", "30", "60", "90", "180"], unit: "days" },
  conversion_window: { values: ["1", "7", "14", "28"], unit: "days" },
  dimension: { values: ["campaign", "line_item", "creative", "advertiser", "site", "device_type", "supply_source"] },
};

/** Values that a parameter of this name and kind most often has. */
export function presetsOf(name: string, kind: ParameterKind): Presets | null {
  if (!["text", "whole", "decimal", "list"].includes(kind)) return null;
  const key = name
    .toLowerCase()
    .replace(/^p_/, "")
    .replace(/_in_days$|(?<!lookback)_days$/, "");
  const found = Object.hasOwn(PRESETS, key) ? PRESETS[key] : undefined;
  const words = found?.values.some((value) => !/^\d+$/.test(value));
  return found && !(words && (kind === "whole" || kind === "decimal")) ? found : null;
}
