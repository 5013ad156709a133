import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from "react";
import { Choose } from "@/components/Choose";

interface LabelledProps {
  label: string;
  /** A word or two at the right end of the label's line. */
  hint?: string;
  fault?: string | undefined;
  className?: string;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}

/** A control with its name above it and what is wrong with it below. */
export function Labelled({ label, hint, fault, className = "", children }: LabelledProps) {
  const id = useId();
  return (
    <div className={`min-w-0 ${className}`}>
      <div className="label">
        <label htmlFor={id} className="cut">
          {label}
        </label>
        {hint && <span className="flex-none text-hint">{hint}</span>}
      </div>
      {children({ id, describedBy: fault ? `${id}-fault` : undefined, invalid: fault !== undefined })}
      {fault && (
        <p id={`${id}-fault`} className="wrong">
          {fault}
        </p>
      )}
    </div>
  );
}

interface TextProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value"> {
  label: string;
  hint?: string;
  fault?: string | undefined;
  wrap?: string;
  value: string;
  input?: Ref<HTMLInputElement>;
  onChange: (value: string) => void;
}

export function TextField({ label, hint, fault, wrap, value, input, onChange, className = "", ...rest }: TextProps) {
  return (
    <Labelled label={label} {...(hint && { hint })} fault={fault} {...(wrap && { className: wrap })}>
      {({ id, describedBy, invalid }) => (
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          ref={input}
          id={id}
          className={`field ${className}`}
          value={value}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  hint?: string;
  value: T;
  options: readonly { value: T; word: string }[];
  className?: string;
  small?: boolean;
  onChange: (value: T) => void;
}

/** One of several words, with its name above it. */
export function Choice<T extends string>({ hint, className, small = false, ...rest }: ChoiceProps<T>) {
  return (
    <Labelled label={rest.label} {...(hint && { hint })} {...(className && { className })}>
      {({ id }) => <Choose id={id} small={small} {...rest} />}
    </Labelled>
  );
}
