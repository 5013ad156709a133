import * as Switch from "@radix-ui/react-switch";

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
