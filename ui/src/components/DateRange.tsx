interface Dates {
  /** Days, `YYYY-MM-DD`, or nothing while they are not chosen. */
  first: string;
  last: string;
}

interface DateRangeProps {
  name: string;
  days: Dates;
  onChange: (days: Dates) => void;
}

/** A first and a last day, both included. */
export function DateRange({ name, days, onChange }: DateRangeProps) {
  const field = (which: keyof Dates, label: string) => (
    <input
      type="date"
      className="field field-s w-34!"
      aria-label={`${name}, ${label}`}
      value={days[which]}
      onChange={(event) => onChange({ ...days, [which]: event.target.value })}
    />
  );
  return (
    <div className="flex items-center gap-2">
      <span className="w-17 text-t12 text-label">{name}</span>
      {field("first", "first day")}
      <span className="text-t12 text-hint">to</span>
      {field("last", "last day")}
    </div>
  );
}
