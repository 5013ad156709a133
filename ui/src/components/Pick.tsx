import { Check, Minus } from "lucide-react";

/** The box that picks one of a list, or all of them, for a change of several. */
export function Pick({
  label,
  state,
  stop = true,
  onChange,
}: {
  label: string;
  state: "all" | "some" | "none";
  stop?: boolean;
  onChange: () => void;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-label={label}
      aria-checked={state === "some" ? "mixed" : state === "all"}
      data-state={state === "none" ? "unchecked" : "checked"}
      tabIndex={stop ? 0 : -1}
      className="tick"
      onClick={(event) => {
        event.stopPropagation();
        onChange();
      }}
    >
      {state === "all" && <Check size={12} strokeWidth={3} aria-hidden />}
      {state === "some" && <Minus size={12} strokeWidth={3} aria-hidden />}
    </button>
  );
}

/** The box that picks all that are shown, or none. */
export function PickAll({
  of,
  picked,
  onPick,
}: {
  of: readonly { id: string }[];
  picked: ReadonlySet<string>;
  onPick: (ids: ReadonlySet<string>) => void;
}) {
  const all = of.length > 0 && of.every(({ id }) => picked.has(id));
  const some = of.some(({ id }) => picked.has(id));
  return (
    <Pick
      label={all ? "Pick none" : "Pick all that are shown"}
      state={all ? "all" : some ? "some" : "none"}
      onChange={() => onPick(new Set(all ? [] : of.map(({ id }) => id)))}
    />
  );
}

/** The ids with one more, or one less. */
export function turned(picked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(picked);
  if (!next.delete(id)) next.add(id);
  return next;
}
