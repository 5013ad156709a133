import * as Dialog from "@radix-ui/react-dialog";
import { type ReactNode, useLayoutEffect, useState } from "react";

interface PopoverProps {
  /** What it is about, for screen readers and as its head. */
  title: string;
  /** Where what it explains stands. */
  at: DOMRect;
  width: number;
  onClose: () => void;
  children: ReactNode;
}

const EDGE = 8;
const GAP = 4;

/** A small pane below what it explains, or above where there is more room. The rest of the window stays at hand; Escape closes. */
export function Popover({ title, at, width, onClose, children }: PopoverProps) {
  // A field inside may take the focus before any event tells of it.
  const [before] = useState(() => document.activeElement);
  // Not there yet when this is first drawn: a portal mounts late.
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [top, setTop] = useState<number | null>(null);
  // Its height is known once it is drawn, and changes with what it is told.
  useLayoutEffect(() => {
    if (!element) return;
    const place = () => {
      const height = element.offsetHeight;
      const below = at.bottom + GAP;
      const fits = below + height + EDGE <= window.innerHeight;
      const above = at.top - GAP - height;
      const wanted = fits || above < EDGE ? below : above;
      setTop(Math.max(EDGE, Math.min(wanted, window.innerHeight - height - EDGE)));
    };
    place();
    const sizes = new ResizeObserver(place);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [at, element]);
  const left = Math.max(EDGE, Math.min(at.left, window.innerWidth - width - EDGE));
  return (
    <Dialog.Root open modal={false} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Content
          ref={setElement}
          className="floating popover"
          style={{ top: top ?? at.bottom + GAP, left, width }}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before instanceof HTMLElement) before.focus();
          }}
        >
          <Dialog.Title asChild>
            <h2 className="popover-head">{title}</h2>
          </Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
