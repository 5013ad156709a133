// Vim's keys, for those who have set them. They are fetched when they are first wanted.
import { type Extension, Prec } from "@codemirror/state";
import { EditorView, runScopeHandlers, ViewPlugin } from "@codemirror/view";
import { comboOf, onMac } from "@/components/keys";

/** How the editor is in the moment: `normal`, `insert`, `visual`, `visual line`, `visual block`, `replace`. */
export type VimMode = string;

interface VimCalls {
  /** What `:w` does. */
  onSave: () => void;
  onMode: (mode: VimMode) => void;
}

/** Keys of the application and of the editor that Vim has other uses for: they go on doing what they do everywhere. */
const OURS = /^mod\+(?:[fhknsb1-9]|enter|shift\+.+)$/;

const ours = Prec.highest(
  EditorView.domEventHandlers({
    keydown(event, view) {
      if (!(onMac() ? event.metaKey : event.ctrlKey) || !OURS.test(comboOf(event))) return false;
      if (!runScopeHandlers(view, event, "editor")) window.dispatchEvent(new KeyboardEvent("keydown", event));
      return true;
    },
  }),
);

let calls: VimCalls | null = null;
let keys: Promise<Extension> | null = null;

async function load(): Promise<Extension> {
  const { getCM, Vim, vim } = await import("@replit/codemirror-vim");
  Vim.defineEx("write", "w", () => calls?.onSave());
  const told = ViewPlugin.fromClass(
    class {
      private readonly tell = ({ mode, subMode }: { mode: string; subMode?: string }) =>
        calls?.onMode([mode, subMode?.replace("wise", "")].filter(Boolean).join(" "));
      private readonly vim: ReturnType<typeof getCM>;
      constructor(view: EditorView) {
        this.vim = getCM(view);
        this.vim?.on("vim-mode-change", this.tell);
        calls?.onMode("normal");
      }
      destroy(): void {
        this.vim?.off("vim-mode-change", this.tell);
      }
    },
  );
  return [ours, vim(), told];
}

/** Vim's keys, for a place before all others; `told` hears of them from now on. */
export function vimKeys(told: VimCalls): Promise<Extension> {
  calls = told;
  keys ??= load();
  return keys;
}
