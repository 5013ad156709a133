import * as Menu from "@radix-ui/react-dropdown-menu";
import { ChevronDown, FileCheck, FileUp, Tag } from "lucide-react";
import { type ClipboardEvent, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { FromBrand, FromCells, FromResult } from "./ListSources";
import { type Cells, columnOf, distinct, leftOut, readCells, tooLarge, widthOf } from "./lists";
import { readValue, showValue } from "./parameters";

interface ListFieldProps {
  id: string;
  name: string;
  text: string;
  describedBy: string | undefined;
  invalid: boolean;
  onChange: (text: string) => void;
  onLeave: () => void;
}

type Source = { kind: "cells"; cells: Cells; from: string } | { kind: "brand" } | { kind: "result" };

/** A list of texts: typed, pasted from a spreadsheet, or taken from a file, a brand or a kept result. */
export function ListField({ id, name, text, describedBy, invalid, onChange, onLeave }: ListFieldProps) {
  const toast = useToast();
  const file = useRef<HTMLInputElement>(null);
  const [source, setSource] = useState<Source | null>(null);
  const [said, setSaid] = useState("");
  const now = readValue("list", text);
  const values = "value" in now && Array.isArray(now.value) ? now.value : [];
  const add = (more: string[], note?: string) => {
    const taken = distinct(more, values);
    const all = [...values, ...taken.values];
    onChange(showValue(all));
    setSource(null);
    setSaid([`${plural(taken.values.length, "value")} added`, note, leftOut(taken)].filter(Boolean).join(", "));
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (!/[\n\t]/.test(pasted.trim())) return;
    event.preventDefault();
    // Lines of single values may hold commas.
    const cells = readCells(pasted, "\t");
    if (widthOf(cells) > 1) setSource({ kind: "cells", cells, from: "the clipboard" });
    else add(columnOf(cells, 0, false));
  };
  const open = async (chosen: File) => {
    const refused = tooLarge(chosen);
    if (refused) return toast.show({ text: refused, tone: "danger" });
    const cells = readCells(await chosen.text());
    if (cells.length === 0) toast.show({ text: `${chosen.name} is empty. The list is as it was.`, tone: "danger" });
    else setSource({ kind: "cells", cells, from: chosen.name });
  };
  const taking = { already: values, onTake: add, onLeave: () => setSource(null) };
  return (
    <>
      <textarea
        id={id}
        className="field list-field"
        rows={Math.max(1, Math.min(6, text.split("\n").length))}
        spellCheck={false}
        value={text}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => {
          setSaid("");
          onChange(event.target.value);
        }}
        onPaste={onPaste}
        onBlur={onLeave}
      />
      <div className="mt-1 flex items-center gap-2 text-t12">
        <span className="cut flex-1 text-hint" role="status" title={said}>
          {said || (values.length > 0 ? plural(values.length, "value") : "Commas, lines or a column")}
        </span>
        <Menu.Root modal={false}>
          <Menu.Trigger asChild>
            <Button look="link" aria-label={`Take from… for ${name}`}>
              Take from…
              <ChevronDown size={12} aria-hidden />
            </Button>
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Content
              className="floating menu"
              align="end"
              sideOffset={4}
              collisionPadding={8}
              // What is asked next takes the focus.
              onCloseAutoFocus={(event) => source && event.preventDefault()}
            >
              <Menu.Item className="menu-item" onSelect={() => file.current?.click()}>
                <FileUp size={14} aria-hidden />A file
              </Menu.Item>
              <Menu.Item className="menu-item" onSelect={() => setSource({ kind: "brand" })}>
                <Tag size={14} aria-hidden />A brand
              </Menu.Item>
              <Menu.Item className="menu-item" onSelect={() => setSource({ kind: "result" })}>
                <FileCheck size={14} aria-hidden />A kept result
              </Menu.Item>
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
        <input
          ref={file}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-label={`File with values of ${name}`}
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) open(chosen).catch(toast.fail);
          }}
        />
      </div>
      {source?.kind === "cells" && <FromCells cells={source.cells} from={source.from} {...taking} />}
      {source?.kind === "brand" && <FromBrand name={name} {...taking} />}
      {source?.kind === "result" && <FromResult name={name} {...taking} />}
    </>
  );
}
