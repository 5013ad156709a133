import { type RefObject, useEffect } from "react";

const WRITES = "input, textarea, select, [contenteditable='true']";

/** `/` goes to the search, unless something is being written or asked; on some keyboards it is typed with Shift. */
export function useSlash(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(`${WRITES}, [role='dialog'], [role='menu']`)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener("keydown", heard);
    return () => window.removeEventListener("keydown", heard);
  }, [field]);
}
