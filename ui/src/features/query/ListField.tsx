import { FileUp } from "lucide-react";
import { type ClipboardEvent, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { type Cells, columnOf, distinct, leftOut, readCells, widthOf } from "./lists";
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

/** Larger files are no lists of values. */
const MOST_BYTES = 5_000_000;

/** A list of texts: typed, pasted from a spreadsheet, or taken from a column of a file. */
export function ListField({ id, name, text, describedBy, invalid, onChange, onLeave }: ListFieldProps) {
  const toast = useToast();
  const file = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<{ cells: Cells; from: string } | null>(null);
  const [said, setSaid] = useState("");
  const now = readValue("list", text);
  const values = "value" in now && Array.isArray(now.value) ? now.value : [];
  const add = (more: string[]) => {
    const taken = distinct(more, values);
    const all = [...values, ...taken.values];
    onChange(showValue(all));
    setRead(null);
    setSaid([`${plural(taken.values.length, "value")} added`, leftOut(taken)].filter(Boolean).join(", "));
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (!/[\n\t]/.test(pasted.trim())) return;
    event.preventDefault();
    // Lines of single values may hold commas.
    const cells = readCells(pasted, "\t");
    if (widthOf(cells) > 1) setRead({ cells, from: "the clipboard" });
    else add(columnOf(cells, 0, false));
  };
  const open = async (chosen: File) => {
    if (chosen.size > MOST_BYTES) {
      toast.show({
        text: `${chosen.name} is larger than 5 MB. Nothing was taken; choose a shorter file.`,
        tone: "danger",
      });
      return;
    }
    const cells = readCells(await chosen.text());
    if (cells.length === 0) toast.show({ text: `${chosen.name} is empty. The list is as it was.`, tone: "danger" });
    else setRead({ cells, from: chosen.name });
  };
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
        <span className="cut flex-1 text-hint" role="status">
          {said || (values.length > 0 ? plural(values.length, "value") : "Commas, lines or a pasted column")}
        </span>
        <Button look="link" onClick={() => file.current?.click()}>
          <FileUp size={12} aria-hidden />
          From a file
        </Button>
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
      {read && <Columns {...read} already={values} onTake={add} onLeave={() => setRead(null)} />}
    </>
  );
}

interface ColumnsProps {
  cells: Cells;
  from: string;
  already: string[];
  onTake: (values: string[]) => void;
  onLeave: () => void;
}

/** Asks which column of a table the values stand in. */
function Columns({ cells, from, already, onTake, onLeave }: ColumnsProps) {
  const width = widthOf(cells);
  const [column, setColumn] = useState(0);
  const [header, setHeader] = useState(width > 1);
  const values = columnOf(cells, column, header);
  const taken = distinct(values, already);
  const heads = Array.from({ length: width }, (_, i) => {
    const first = cells[0]?.[i]?.trim();
    return header && first ? first : `Column ${i + 1}${first ? `: ${first}` : ""}`;
  });
  return (
    <fieldset className="list-columns" aria-label={`Values from ${from}`}>
      <p className="cut text-label" title={from}>
        From {from}
      </p>
      {width > 1 && (
        <select
          aria-label="Column with the values"
          className="field field-s"
          value={column}
          onChange={(event) => setColumn(Number(event.target.value))}
        >
          {heads.map((head, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have their places only
            <option key={i} value={i}>
              {head}
            </option>
          ))}
        </select>
      )}
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={header} onChange={(event) => setHeader(event.target.checked)} />
        The first line names the columns
      </label>
      <p className="mono cut text-hint">{taken.values.slice(0, 4).join(", ") || "no value that is new"}</p>
      <div className="flex items-center gap-2">
        <Button size="s" disabled={taken.values.length === 0} onClick={() => onTake(values)}>
          Take {plural(taken.values.length, "value")}
        </Button>
        <Button look="quiet" size="s" onClick={onLeave}>
          Cancel
        </Button>
        <span className="hint">{leftOut(taken)}</span>
      </div>
    </fieldset>
  );
}
