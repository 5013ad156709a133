import { X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";

interface TagFieldProps {
  label: string;
  tags: readonly string[];
  /** Tags that are offered as one types. */
  known: readonly string[];
  placeholder?: string;
  onAdd: (tags: string[]) => void;
  onRemove: (tag: string) => void;
}

/** The longest tag, in characters. */
const LONGEST = 60;

/** Tags that are typed: Enter or a comma ends one, Backspace takes the last one off. Known tags are offered. */
export function TagField({ label, tags, known, placeholder = "Add a tag", onAdd, onRemove }: TagFieldProps) {
  const [text, setText] = useState("");
  const id = useId();
  const take = (typed: string) => {
    const parts = typed.split(",").map((part) => [...part.trim()].slice(0, LONGEST).join(""));
    const next = [...new Set(parts)].filter((part) => part !== "" && !tags.includes(part));
    if (next.length > 0) onAdd(next);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = tags.at(-1);
    if (event.key === "Enter" && text.trim() !== "") take(text);
    else if (event.key === "Backspace" && text === "" && last) onRemove(last);
    else return;
    event.preventDefault();
  };
  return (
    <div className="field tag-field">
      {tags.map((tag) => (
        <span key={tag} className="chip">
          <b className="cut">{tag}</b>
          <button type="button" aria-label={`Remove the tag ${tag}`} onClick={() => onRemove(tag)}>
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      <input
        aria-label={label}
        placeholder={placeholder}
        list={id}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) =>
          event.target.value.includes(",") ? take(event.target.value) : setText(event.target.value)
        }
        onKeyDown={onKeyDown}
        onBlur={() => take(text)}
      />
      <datalist id={id}>
        {known
          .filter((tag) => !tags.includes(tag))
          .map((tag) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
    </div>
  );
}
