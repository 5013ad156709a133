import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./Button";

/** Puts text on the clipboard, also where the page may not use the clipboard interface. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    area.className = "sr-only";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void copyText(text).then(() => setCopied(true))];
}

interface CopyProps {
  text: string;
  label: string;
  /** What stands on the button; the label begins with it. */
  word?: string;
  iconOnly?: boolean;
}

export function CopyButton({ text, label, word = "Copy", iconOnly }: CopyProps) {
  const [copied, copy] = useCopied();
  const Icon = copied ? Check : CopyIcon;
  if (iconOnly) {
    return (
      <IconButton label={copied ? "Copied" : label} onClick={() => copy(text)}>
        <Icon size={14} aria-hidden />
      </IconButton>
    );
  }
  return (
    <Button look="quiet" size="s" aria-label={label} onClick={() => copy(text)}>
      <Icon size={14} aria-hidden />
      <span aria-live="polite">{copied ? "Copied" : word}</span>
    </Button>
  );
}

/** A text to be carried elsewhere exactly as it stands. */
export function CopyField({ text, label }: CopyProps) {
  return (
    <div className="field field-still">
      <span className="mono cut flex-1 select-text">{text}</span>
      <span className="-mr-1.5">
        <CopyButton text={text} label={label} />
      </span>
    </div>
  );
}
