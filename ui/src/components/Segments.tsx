interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; word: string }[];
  onChange: (value: T) => void;
  size?: "s" | "m";
  wide?: boolean;
}

/** Two to four views of the same thing, or a choice among as many words. */
export function Segments<T extends string>({ label, value, options, onChange, size = "m", wide }: SegmentsProps<T>) {
  return (
    <fieldset
      className={`segments${size === "s" ? " segments-s" : ""}${wide ? " segments-wide" : ""}`}
      aria-label={label}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.word}
        </button>
      ))}
    </fieldset>
  );
}
