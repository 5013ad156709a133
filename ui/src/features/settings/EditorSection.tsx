import { Segments } from "@/components/Segments";
import { Toggle } from "@/components/Toggle";
import { TEXT_SIZES, useEditorPreferences } from "@/features/query/editor/preferences";
import { Section } from "./Section";

export function EditorSection() {
  const { size, setSize, wrap, setWrap, offer, setOffer, vim, setVim } = useEditorPreferences();
  return (
    <Section title="Editor" about="How SQL is written and shown in Query.">
      <div className="flex items-center gap-3">
        <span className="text-label">Size of the text</span>
        <Segments
          label="Size of the text"
          size="s"
          value={String(size)}
          options={TEXT_SIZES.map((each) => ({ value: String(each), word: `${each} px` }))}
          onChange={(next) => setSize(Number(next))}
        />
      </div>
      <Toggle
        id="offer"
        on={offer}
        onChange={setOffer}
        title="Offer names while typing"
        about="Tables, columns and functions. Ctrl Space asks for them in any case."
      />
      <Toggle id="wrap" on={wrap} onChange={setWrap} title="Wrap long lines" about="Otherwise they scroll sideways." />
      <Toggle
        id="vim"
        on={vim}
        onChange={setVim}
        title="Vim keys"
        about="Normal, insert and visual mode, registers, macros and : commands; :w saves. The application's own keys with Ctrl, such as Ctrl K, F, H, N, B and S, stay what they are."
      />
    </Section>
  );
}
