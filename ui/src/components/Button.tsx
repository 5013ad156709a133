import type { ComponentPropsWithRef, ReactNode } from "react";
import { Tip } from "./Tip";

type Look = "plain" | "primary" | "quiet" | "danger" | "link";
type Size = "s" | "m" | "l";

interface ButtonProps extends ComponentPropsWithRef<"button"> {
  look?: Look;
  size?: Size;
}

const LOOKS: Record<Look, string> = {
  plain: "",
  primary: " btn-primary",
  quiet: " btn-quiet",
  danger: " btn-danger",
  link: " btn-link",
};
const SIZES: Record<Size, string> = { s: " btn-s", m: "", l: " btn-l" };

export function Button({ look = "plain", size = "m", className = "", ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={`btn${LOOKS[look]}${SIZES[size]} ${className}`} />;
}

interface IconButtonProps extends ButtonProps {
  label: string;
  keys?: string;
  children: ReactNode;
}

/** A button without a word: its name is in the tooltip and for screen readers. */
export function IconButton({ label, keys, className = "", ...rest }: IconButtonProps) {
  return (
    <Tip label={label} keys={keys}>
      <Button look="quiet" size="s" {...rest} className={`btn-square ${className}`} aria-label={label} />
    </Tip>
  );
}
