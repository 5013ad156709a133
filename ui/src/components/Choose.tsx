import { ChevronDown } from "lucide-react";
import type { Ref } from "react";

interface ChooseProps<T extends string> {
  label: string;
  /** Of a label that is seen and names it. */
  id?: string;
  value: T;
  options: readonly { value: T; word: string }[];
  /** Whether it is the value that is compared. */
  main?: boolean;
  /** As high as what stands in a bar; else as a field of a form. */
  small?: boolean;
  className?: string;
  select?: Ref<HTMLSelectElement>;
  onChange: (value: T) => void;
}

/** One of several words. Where no label is seen its name is for screen readers only. */
export function Choose<T extends string>(props: ChooseProps<T>) {
  const { label, id, value, options, main, small = true, className = "", select, onChange } = props;
  return (
    <div className={`field relative ${small ? "field-s" : ""} ${className}`}>
      <select
        ref={select}
        id={id}
        aria-label={id === undefined ? label : undefined}
        data-value={main}
        className="absolute inset-0 h-full w-full cursor-default appearance-none truncate bg-transparent pr-6 pl-2 outline-none"
        title={options.find((option) => option.value === value)?.word}
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.word}
          </option>
        ))}
      </select>
      <span className="flex-1" />
      <ChevronDown size={14} aria-hidden />
    </div>
  );
}
