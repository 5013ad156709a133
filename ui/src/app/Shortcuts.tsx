import * as Dialog from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { useRef } from "react";
import { IconButton } from "@/components/Button";
import { useFocusBack } from "@/components/focus_back";
import { keyName } from "@/components/keys";
import { PLACES } from "./places";

/** In the order that fills three columns evenly: the longest group last. */
const groups = (): readonly { where: string; keys: readonly (readonly [what: string, key: string])[] }[] => [
  {
    where: "Everywhere",
    keys: [
      ["Find anything by name", keyName("K")],
      ["New query", keyName("N")],
      ...[...PLACES].sort((a, b) => a.key.localeCompare(b.key)).map(({ word, key }) => [word, keyName(key)] as const),
      ["Fold or open the rail", keyName("B")],
      ["These shortcuts", "F1"],
    ],
  },
  {
    where: "Lists",
    keys: [
      ["Search the executions", "/"],
      ["Move a waiting run", "Alt Up, Alt Down"],
      ["Move it to the front", "Alt Home"],
      ["Mark a notice read, unread", "U"],
    ],
  },
  {
    where: "Query",
    keys: [
      ["Run the statement or selection", keyName("Enter")],
      ["Run all statements", keyName("Shift Enter")],
      ["Save, save as", `${keyName("S")}, ${keyName("Shift S")}`],
      ["History", keyName("Shift H")],
      ["Open and closed queries", keyName("Shift A")],
      ["Reopen the last closed", keyName("Shift T")],
      ["Other query", `${keyName("Page Up")}, ${keyName("Page Down")}`],
      ["Move it", `${keyName("Shift Page Up")}, Down`],
      ["Rename, close, menu, on its tab", "F2, Delete, Shift F10"],
    ],
  },
  {
    where: "Result",
    keys: [
      ["Move, choose more", "Arrows, Shift"],
      ["First, last cell", `${keyName("Home")}, ${keyName("End")}`],
      ["Choose all", keyName("A")],
      ["Copy, with names", `${keyName("C")}, ${keyName("Shift C")}`],
      ["Find in the rows", keyName("F")],
      ["Width of a column, in its head", "Alt Arrows"],
      ["Place of a column, in its head", "Alt Shift Arrows"],
    ],
  },
  {
    where: "Writing",
    keys: [
      ["Go to the next error", "F8"],
      ["Take the replacement", "Alt Enter"],
      ["Complete a name or snippet", "Ctrl Space"],
      ["Explain a name", "Shift F1"],
      ["Arguments of a call", keyName("Shift Space")],
      ["Go to definition", "F12"],
      ["Rename in the text", "F2"],
      ["Format", "Shift Alt F"],
      ["Outline", keyName("Shift O")],
      ["Find, and replace", `${keyName("F")}, ${keyName("H")}`],
      ["Next place like this, all", `${keyName("D")}, ${keyName("Shift L")}`],
      ["Another caret", "Alt click"],
      ["Move, duplicate lines", "Alt Up, Shift Alt Up"],
      ["Comment lines", keyName("/")],
      ["Fold, unfold", `${keyName("Shift [")}, ]`],
      ["Size of the text", `${keyName("+")}, ${keyName("-")}, ${keyName("0")}`],
      ["Leave the editor by Tab", "Esc Tab"],
    ],
  },
];

/** All keys at one look. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const content = useRef<HTMLDivElement>(null);
  const focus = useFocusBack();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          ref={content}
          className="dialog dialog-wide"
          tabIndex={-1}
          aria-describedby={undefined}
          onCloseAutoFocus={focus.closed}
          onOpenAutoFocus={(event) => {
            focus.opened();
            // The dialog itself: a focused button would name itself in a tooltip.
            event.preventDefault();
            content.current?.focus();
          }}
        >
          <div className="flex items-center pr-3">
            <Dialog.Title asChild>
              <h2 className="flex-1">Keyboard shortcuts</h2>
            </Dialog.Title>
            <IconButton label="Close" onClick={onClose}>
              <X size={14} aria-hidden />
            </IconButton>
          </div>
          {/* What scrolls in a low window has to scroll by keys. */}
          <div className="shortcuts" role="region" aria-label="All keys" tabIndex={0}>
            {groups().map(({ where, keys }) => (
              <section key={where} aria-label={where}>
                <h3>{where}</h3>
                <dl>
                  {keys.map(([what, key]) => (
                    <div key={what}>
                      <dt>{what}</dt>
                      <dd>
                        <kbd>{key}</kbd>
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
