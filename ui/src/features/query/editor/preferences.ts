import { useRemembered } from "@/components/remember";

/** Sizes of the editor's text, in pixels. */
export const TEXT_SIZES = [12, 13, 14, 16] as const;

/** How a person likes the editor, kept on this computer. */
export function useEditorPreferences() {
  const [size, setSize] = useRemembered<number>("editor.size", 13);
  const [wrap, setWrap] = useRemembered<boolean>("editor.wrap", false);
  const [offer, setOffer] = useRemembered<boolean>("editor.offer", true);
  return { size, setSize, wrap, setWrap, offer, setOffer };
}
