import { type KeyboardEvent, type RefObject, useRef } from "react";
import { formatNumber } from "@/components/format";
import { focusRow, useInSight } from "@/components/in_sight";
import { RowGap } from "@/components/RowGap";
import { type Column, RowsTable } from "@/components/RowsTable";
import type { Brand } from "@/ipc";
import { isChanged, useDraft } from "./draft";

const ROW = 44;

const COLUMNS: readonly Column[] = [
  { word: "Brand" },
  { word: "Instances", width: 84, num: true },
  { word: "Products", width: 80, num: true },
  { word: "Campaigns", width: 100, num: true },
];

interface ListProps {
  brands: Brand[];
  chosen: string | null;
  onOpen: (id: string) => void;
}

/** Brands, two lines each. Arrows move and open. */
export function BrandList({ brands, chosen, onOpen }: ListProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const { from, to, reach } = useInSight(brands.length, ROW, scroll);
  const stop = brands.find(({ id }) => id === chosen)?.id ?? brands[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const at = brands.findIndex(({ id }) => id === (event.target as HTMLElement).dataset["row"]);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: brands.length - 1 }[event.key];
    const to = next === undefined ? at : Math.max(0, Math.min(brands.length - 1, next));
    const brand = brands[to];
    if (at < 0 || !brand || (next === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    reach(to);
    onOpen(brand.id);
    focusRow(body.current, brand.id);
  };
  return (
    <div ref={scroll} className="scroll">
      <RowsTable
        label="Brands"
        className="rows-two"
        columns={COLUMNS}
        count={brands.length}
        body={{ ref: body as RefObject<HTMLTableSectionElement>, onKeyDown }}
      >
        {from > 0 && <RowGap height={from * ROW} />}
        {brands.slice(from, to).map((brand, i) => (
          <Row
            key={brand.id}
            brand={brand}
            at={from + i}
            chosen={brand.id === chosen}
            stop={brand.id === stop}
            onOpen={onOpen}
          />
        ))}
        {to < brands.length && <RowGap height={(brands.length - to) * ROW} />}
      </RowsTable>
    </div>
  );
}

const Count = ({ of }: { of: number }) => (of === 0 ? <span className="text-hint">none</span> : formatNumber(of));

interface RowProps {
  brand: Brand;
  at: number;
  chosen: boolean;
  stop: boolean;
  onOpen: (id: string) => void;
}

function Row({ brand, at, chosen, stop, onOpen }: RowProps) {
  const { id, name, tag, instance_ids, products, campaigns, campaign_patterns } = brand;
  const unsaved = useDraft(id) !== null && isChanged(id);
  return (
    <tr data-row={id} aria-rowindex={at + 2} aria-selected={chosen} tabIndex={stop ? 0 : -1} onClick={() => onOpen(id)}>
      <td title={name}>
        <span className="cut block leading-[18px]">{name}</span>
        <span className="flex items-center gap-2 text-t12 text-hint">
          {tag !== "" && <span className="tag">{tag}</span>}
          {unsaved && <span>not saved</span>}
        </span>
      </td>
      <td className="num">
        <Count of={instance_ids.length} />
      </td>
      <td className="num">
        <Count of={products.length} />
      </td>
      <td className="num" title={campaign_patterns.join(", ")}>
        <Count of={campaigns.length} />
        {campaign_patterns.length > 0 && (
          <span className="block text-t12 text-hint">
            {campaign_patterns.length === 1 ? "1 pattern" : `${formatNumber(campaign_patterns.length)} patterns`}
          </span>
        )}
      </td>
    </tr>
  );
}
