import { useRemembered } from "@/components/remember";

/** Sizes of the editor's text, in pixels. */
export const TEXT_SIZES = [12, 13, 14, 16, 18, 20] as const;
export const USUAL_SIZE = 13;

/** The next larger or smaller size; the same at the end. */
export function nextSize(size: number, by: 1 | -1): number {
  const at = TEXT_SIZES.findIndex((each) => each >= size);
  const from = at < 0 ? TEXT_SIZES.length - 1 : at;
  return TEXT_SIZES[Math.max(0, Math.min(TEXT_SIZES.length - 1, from + by))] ?? size;
}

/** How a person likes the editor, kept on this computer. */
export function useEditorPreferences() {
  const [size, setSize] = useRemembered<number>("editor.size", USUAL_SIZE);
  const [wrap, setWrap] = useRemembered<boolean>("editor.wrap", false);
  const [offer, setOffer] = useRemembered<boolean>("editor.offer", true);
  const [vim, setVim] = useRemembered<boolean>("editor.vim", false);
  return { size, setSize, wrap, setWrap, offer, setOffer, vim, setVim };
}
