import { FileUp, X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { formatNumber } from "@/components/format";
import { useInSight } from "@/components/in_sight";
import { RowGap } from "@/components/RowGap";
import { useToast } from "@/components/Toast";
import { tooLarge } from "@/features/query/lists";
import type { Product } from "@/ipc";
import { ASIN_WORDS, asinOf, logWords, type ProductLog, takeProducts } from "./products";

const ROW = 28;
/** More rows than these are scrolled. */
const SHOWN = 8;

interface ProductsProps {
  products: Product[];
  onChange: (products: Product[]) => void;
}

/** Products by their ASINs: typed one by one, pasted, or taken from a file, with what became of each line. */
export function ProductsField({ products, onChange }: ProductsProps) {
  const toast = useToast();
  const file = useRef<HTMLInputElement>(null);
  // What was taken last, and what there was before it.
  const [last, setLast] = useState<{ log: ProductLog; before: Product[] } | null>(null);
  const set = (next: Product[]) => {
    setLast(null);
    onChange(next);
  };
  const take = (text: string, from: string) => {
    const taken = takeProducts(text, from, products);
    setLast({ log: taken.log, before: products });
    onChange(taken.products);
  };
  const open = async (chosen: File) => {
    const refused = tooLarge(chosen);
    if (refused) return toast.show({ text: refused, tone: "danger" });
    const text = await chosen.text();
    if (text.trim() === "")
      return toast.show({ text: `${chosen.name} is empty. The products are as they were.`, tone: "danger" });
    take(text, chosen.name);
  };
  return (
    <section className="part" aria-label="Products">
      <div className="part-head">
        <h2>Products</h2>
        <span className="text-hint">{products.length === 0 ? "none yet" : formatNumber(products.length)}</span>
        <span className="flex-1" />
        <Button look="link" onClick={() => file.current?.click()}>
          <FileUp size={12} aria-hidden />
          From a file
        </Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          aria-label="File with products"
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) open(chosen).catch(toast.fail);
          }}
        />
      </div>
      <AddRow products={products} onAdd={(product) => set([...products, product])} onPaste={take} />
      {last && (
        <Log
          log={last.log}
          onUndo={last.log.added + last.log.titled > 0 ? () => set(last.before) : undefined}
          onClose={() => setLast(null)}
        />
      )}
      {products.length > 0 && <Rows products={products} onChange={set} />}
    </section>
  );
}

interface AddProps {
  products: Product[];
  onAdd: (product: Product) => void;
  onPaste: (text: string, from: string) => void;
}

/** One more product. Several lines that are pasted are taken at once. */
function AddRow({ products, onAdd, onPaste }: AddProps) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const [asin, setAsin] = useState("");
  const [title, setTitle] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const add = () => {
    const read = asinOf(asin);
    if (read === null) return setFault(ASIN_WORDS);
    if (products.some((product) => product.asin === read)) return setFault(`${read} is there already`);
    onAdd({ asin: read, title: title.trim() });
    setAsin("");
    setTitle("");
    setFault(null);
    first.current?.focus();
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\n\t,;]/.test(text.trim())) return;
    event.preventDefault();
    setFault(null);
    onPaste(text, "the clipboard");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return (
    <>
      <div className="product-add">
        <input
          ref={first}
          className="field field-s mono"
          aria-label="ASIN"
          placeholder="ASIN, or paste many"
          spellCheck={false}
          autoComplete="off"
          value={asin}
          aria-invalid={fault !== null}
          aria-describedby={fault === null ? undefined : `${id}-fault`}
          onChange={(event) => {
            setAsin(event.target.value);
            setFault(null);
          }}
          onPaste={paste}
          onKeyDown={onKeyDown}
        />
        <input
          className="field field-s"
          aria-label="Title"
          placeholder="Title"
          autoComplete="off"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <Button size="s" disabled={asin.trim() === ""} onClick={add}>
          Add
        </Button>
      </div>
      {fault && (
        <p id={`${id}-fault`} className="wrong">
          {fault}
        </p>
      )}
    </>
  );
}

interface LogProps {
  log: ProductLog;
  onUndo: (() => void) | undefined;
  onClose: () => void;
}

/** What was taken, and which lines were left out and why. */
function Log({ log, onUndo, onClose }: LogProps) {
  return (
    <div className="list-columns">
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1" role="status">
          {logWords(log)}
        </p>
        {onUndo && (
          <Button look="link" onClick={onUndo}>
            Undo
          </Button>
        )}
        <IconButton label="Close what was taken" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      {log.left.length > 0 && (
        <ul className="product-log" aria-label="Lines left out" tabIndex={0}>
          {log.left.slice(0, 200).map(({ line, text, why }) => (
            <li key={line}>
              <span className="num flex-none text-hint">Line {formatNumber(line)}</span>
              {text !== "" && <span className="cut">{text}</span>}
              <span className="flex-none">{why}</span>
            </li>
          ))}
          {log.left.length > 200 && <li className="text-hint">and {formatNumber(log.left.length - 200)} more</li>}
        </ul>
      )}
    </div>
  );
}

function Rows({ products, onChange }: ProductsProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const { from, to } = useInSight(products.length, ROW, scroll);
  return (
    <div ref={scroll} className="boxed-rows mt-2" data-many={products.length > SHOWN} tabIndex={0}>
      <table className="rows product-rows" aria-label="Products" aria-rowcount={products.length + 1}>
        <colgroup>
          <col className="w-[120px]" />
          <col />
          <col className="w-[44px]" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">ASIN</th>
            <th scope="col">Title</th>
            <th scope="col">
              <span className="sr-only">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <RowGap height={from * ROW} />}
          {products.slice(from, to).map((product, i) => (
            <tr key={product.asin} aria-rowindex={from + i + 2}>
              <td className="mono">{product.asin}</td>
              <td>
                <input
                  className="cell-field"
                  aria-label={`Title of ${product.asin}`}
                  placeholder="no title"
                  autoComplete="off"
                  value={product.title}
                  onChange={(event) =>
                    onChange(products.map((one) => (one === product ? { ...one, title: event.target.value } : one)))
                  }
                />
              </td>
              <td>
                <IconButton
                  label={`Remove ${product.asin}`}
                  onClick={() => onChange(products.filter((one) => one !== product))}
                >
                  <X size={14} aria-hidden />
                </IconButton>
              </td>
            </tr>
          ))}
          {to < products.length && <RowGap height={(products.length - to) * ROW} />}
        </tbody>
      </table>
    </div>
  );
}
