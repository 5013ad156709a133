import { Search, X } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  className?: string;
  ref?: Ref<HTMLInputElement>;
}

/** Looks for text in the list below it. Escape clears. */
export function SearchField({ label, placeholder, value, onChange, onKeyDown, className = "", ref }: SearchFieldProps) {
  return (
    <div className={`field field-s ${className}`}>
      <Search size={14} aria-hidden />
      <input
        ref={ref}
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") onChange("");
          else onKeyDown?.(event);
        }}
      />
      {value && (
        <button type="button" aria-label="Clear the search" onClick={() => onChange("")}>
          <X size={12} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Whether `text` holds every word of `sought`, in any order and case. */
export function holdsWords(text: string, sought: string): boolean {
  const all = text.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
