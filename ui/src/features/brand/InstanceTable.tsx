import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { focusRow, useInSight } from "@/components/in_sight";
import { Pick, PickAll, turned } from "@/components/Pick";
import { RowGap } from "@/components/RowGap";
import { TagList } from "@/components/TagList";
import type { Brand, Instance } from "@/ipc";

const ROW = 28;

interface TableProps {
  instances: Instance[];
  brandsOf: (id: string) => Brand[];
  picked: ReadonlySet<string>;
  scroll: RefObject<HTMLDivElement | null>;
  onPick: (ids: ReadonlySet<string>) => void;
}

const sentence = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase().replaceAll("_", " ");

/** Instances, a line each. Arrows move, Space picks. */
export function InstanceTable({ instances, brandsOf, picked, scroll, onPick }: TableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { from, to, reach } = useInSight(instances.length, ROW, scroll);
  const [at, setAt] = useState<string | null>(null);
  const stop = instances.find(({ id }) => id === at)?.id ?? instances[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset["row"];
    const here = instances.findIndex((instance) => instance.id === id);
    if (id === undefined || here < 0) return;
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: instances.length - 1 }[event.key];
    if (next !== undefined) {
      const target = Math.max(0, Math.min(instances.length - 1, next));
      const instance = instances[target];
      if (!instance) return;
      reach(target);
      setAt(instance.id);
      focusRow(body.current, instance.id);
    } else if (event.key === " ") onPick(turned(picked, id));
    else return;
    event.preventDefault();
  };
  return (
    <table className="rows instance-rows" aria-label="Instances" aria-rowcount={instances.length + 1}>
      <colgroup>
        <col className="w-[38px]" />
        <col className="w-[24%]" />
        <col className="w-[24%]" />
        <col className="w-[96px]" />
        <col className="w-[96px]" />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            <PickAll of={instances} picked={picked} onPick={onPick} />
          </th>
          {["Instance", "Account", "Marketplace", "Type", "Tags", "Brands"].map((word) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {from > 0 && <RowGap height={from * ROW} />}
        {instances.slice(from, to).map((instance, i) => {
          const { id, name, instance_id, account_name, marketplace, instance_type, tags } = instance;
          return (
            <tr
              key={id}
              data-row={id}
              aria-rowindex={from + i + 2}
              aria-selected={picked.has(id)}
              tabIndex={id === stop ? 0 : -1}
              onClick={() => onPick(turned(picked, id))}
            >
              <td>
                <Pick
                  label={`Pick ${name}`}
                  state={picked.has(id) ? "all" : "none"}
                  stop={id === stop || picked.has(id)}
                  onChange={() => onPick(turned(picked, id))}
                />
              </td>
              <td title={`${name}, ${instance_id}`}>{name}</td>
              <td className="text-label" title={account_name}>
                {account_name}
              </td>
              <td className="text-label">{marketplace}</td>
              <td className="text-label">{sentence(instance_type)}</td>
              <td title={tags.join(", ")}>
                {tags.length > 0 ? <TagList tags={tags} /> : <span className="text-hint">none</span>}
              </td>
              <td>
                <BrandLinks brands={brandsOf(id)} />
              </td>
            </tr>
          );
        })}
        {to < instances.length && <RowGap height={(instances.length - to) * ROW} />}
      </tbody>
    </table>
  );
}

function BrandLinks({ brands }: { brands: Brand[] }) {
  if (brands.length === 0) return <span className="text-hint">none</span>;
  return brands.map(({ id, name }, i) => (
    <span key={id}>
      {i > 0 && ", "}
      <Link to="/brands/$id" params={{ id }} onClick={(event) => event.stopPropagation()}>
        {name}
      </Link>
    </span>
  ));
}
