import { useRef } from "react";

/**
 * Gives the focus back to what had it when a dialog opened that no button of its own opens, and runs what was chosen in the
 * dialog after that, so that it may take the focus on.
 */
export function useFocusBack() {
  const before = useRef<Element | null>(null);
  const chosen = useRef<(() => void) | null>(null);
  return {
    afterwards: (action: () => void) => {
      chosen.current = action;
    },
    opened: () => {
      before.current = document.activeElement;
    },
    closed: (event: Event) => {
      event.preventDefault();
      if (before.current instanceof HTMLElement) before.current.focus();
      const action = chosen.current;
      chosen.current = null;
      action?.();
    },
  };
}
