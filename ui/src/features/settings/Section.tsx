import * as Switch from "@radix-ui/react-switch";
import type { ReactNode } from "react";

/** A part of the settings: its name at the left, what it is about below, and what can be set at the right. */
export function Section({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div>
        <h2>{title}</h2>
        <p className="hint mt-1">{about}</p>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3">{children}</div>
    </section>
  );
}

/** Something that is on or off, with what that means. */
export function Toggle(props: {
  id: string;
  on: boolean;
  onChange: (on: boolean) => void;
  title: string;
  about: string;
  /** It cannot be changed now; `about` says why. */
  disabled?: boolean;
}) {
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        id={props.id}
        className="switch mt-0.5"
        checked={props.on}
        disabled={props.disabled}
        onCheckedChange={props.onChange}
        aria-describedby={`${props.id}-about`}
      >
        <Switch.Thumb />
      </Switch.Root>
      <div>
        <label htmlFor={props.id}>{props.title}</label>
        <p id={`${props.id}-about`} className="hint">
          {props.about}
        </p>
      </div>
    </div>
  );
}
