import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Choose } from "@/components/Choose";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { SearchField } from "@/components/SearchField";
import { useToast } from "@/components/Toast";
import { api, type Brand, type Instance } from "@/ipc";
import { queries } from "@/ipc/queries";
import { matching, narrowed, tagsOf } from "./narrowing";

interface InstancePickerProps {
  chosen: string[];
  onChange: (ids: string[]) => void;
  /** What the brand offers by whose instances the list is narrowed. */
  ofBrand?: (brand: Brand) => ReactNode;
}

const NO_BRANDS: Brand[] = [];

const FIND = "Find instances";

/** Puts the focus where the instances are chosen. */
export const focusInstances = (): void => document.querySelector<HTMLElement>(`[aria-label="${FIND}"]`)?.focus();

/** Which instances a query runs on. */
export function InstancePicker({ chosen, onChange, ofBrand }: InstancePickerProps) {
  const instances = useQuery(queries.instances());
  const profiles = useQuery(queries.profiles()).data;
  const reason = profiles?.find((profile) => profile.message)?.message;
  const toast = useToast();
  const [text, setText] = useState("");
  const [sought, setSought] = useState({ tag: "", brand: "" });
  const brands = useQuery(queries.brands()).data ?? NO_BRANDS;
  const tags = useMemo(() => tagsOf(instances.data ?? []), [instances.data]);
  // Tags and brands may be gone since they were chosen.
  const tag = tags.includes(sought.tag) ? sought.tag : "";
  const brand = brands.find(({ id }) => id === sought.brand);
  const list = useRef<HTMLDivElement>(null);
  const shown = useMemo(
    () => narrowed(matching(instances.data ?? [], text), tag, brand),
    [instances.data, text, tag, brand],
  );
  const picked = useMemo(() => new Set(chosen), [chosen]);
  const lost = instances.data ? chosen.filter((id) => !instances.data.some((instance) => instance.id === id)) : [];
  const clear = () => {
    setText("");
    setSought({ tag: "", brand: "" });
  };
  const refresh = useMutation({
    mutationFn: () => Promise.all((profiles ?? []).map((profile) => api.refreshInstances(profile.id))),
    onError: toast.fail,
    onSettled: () => instances.refetch(),
  });
  const toggle = (instance: Instance) => {
    onChange(picked.has(instance.id) ? chosen.filter((other) => other !== instance.id) : [...chosen, instance.id]);
  };
  const allShown = shown.length > 0 && shown.every((instance) => picked.has(instance.id));
  const toggleShown = () => {
    const ids = new Set(shown.map((instance) => instance.id));
    const others = chosen.filter((other) => !ids.has(other));
    onChange(allShown ? others : [...others, ...ids]);
  };

  return (
    <section className="part" aria-label="Instances">
      <div className="part-head">
        <h2>Instances</h2>
        {instances.data && (
          <span className="text-hint">
            {formatNumber(chosen.length - lost.length)} of {formatNumber(instances.data.length)}
          </span>
        )}
        <span className="flex-1" />
        {shown.length > 0 && (
          <Button look="link" onClick={toggleShown}>
            {allShown ? `Select none of ${shown.length}` : `Select all ${shown.length} shown`}
          </Button>
        )}
      </div>
      <SearchField
        className="mb-2"
        label={FIND}
        placeholder="Name, account, marketplace or tag"
        value={text}
        onChange={setText}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          list.current?.focus();
        }}
      />
      {/* There before it is known whether there are any: nothing below is to move. */}
      <div className="mb-2 grid grid-cols-2 gap-2">
        <Choose
          label="Only with the tag"
          value={tag}
          options={[{ value: "", word: "Any tag" }, ...tags.map((each) => ({ value: each, word: each }))]}
          onChange={(next) => setSought({ ...sought, tag: next })}
        />
        <Choose
          label="Only of the brand"
          value={brand?.id ?? ""}
          options={[{ value: "", word: "Any brand" }, ...brands.map(({ id, name }) => ({ value: id, word: name }))]}
          onChange={(next) => setSought({ ...sought, brand: next })}
        />
      </div>
      {brand && ofBrand?.(brand)}
      <Answer of={instances} inset="" loading={<div className="picker">{<SkeletonRows rows={6} height={26} />}</div>}>
        {(all) =>
          all.length === 0 ? (
            <div className="picker">
              <Empty title="No instances yet" why={reason ?? "Amazon listed none for these profiles."}>
                <Button size="s" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
                  {refresh.isPending ? "Looking" : "Look again"}
                </Button>
              </Empty>
            </div>
          ) : shown.length === 0 ? (
            <div className="picker">
              <Empty title="No instance like that" why={`${plural(all.length, "instance")} in all.`}>
                <Button size="s" onClick={clear}>
                  Show all of them
                </Button>
              </Empty>
            </div>
          ) : (
            <Options
              key={`${text} ${tag} ${brand?.id}`}
              list={list}
              shown={shown}
              picked={picked}
              onToggle={toggle}
              onToggleAll={toggleShown}
            />
          )
        }
      </Answer>
      {lost.length > 0 && (
        <p role="status" className="mt-2 flex items-start gap-1.5 text-t12 text-label">
          <TriangleAlert size={14} className="mt-px flex-none text-amber" aria-hidden />
          <span>
            {lost.length === 1
              ? "One chosen instance is reached by no profile and is left out. "
              : `${lost.length} chosen instances are reached by no profile and are left out. `}
            <Button look="link" onClick={() => onChange(chosen.filter((id) => !lost.includes(id)))}>
              {lost.length === 1 ? "Take it off" : "Take them off"}
            </Button>
          </span>
        </p>
      )}
    </section>
  );
}

interface OptionsProps {
  list: RefObject<HTMLDivElement | null>;
  shown: Instance[];
  picked: ReadonlySet<string>;
  onToggle: (instance: Instance) => void;
  onToggleAll: () => void;
}

/** A listbox: arrows move, Space takes or leaves, Ctrl+A all that are shown. */
function Options({ list, shown, picked, onToggle, onToggleAll }: OptionsProps) {
  const id = useId();
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      shown.findIndex((instance) => picked.has(instance.id)),
    ),
  );
  const here = Math.min(at, shown.length - 1);
  // What is chosen already is in sight from the start, without moving the page around the list.
  useEffect(() => {
    const box = list.current;
    const row = box?.children[here];
    if (!box || !(row instanceof HTMLElement)) return;
    const above = row.offsetTop;
    if (above < box.scrollTop) box.scrollTop = above;
    else if (above + row.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = above + row.offsetHeight - box.clientHeight;
  }, [here, list]);
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: shown.length - 1,
      PageDown: here + 6,
      PageUp: here - 6,
    };
    const ctrl = event.ctrlKey || event.metaKey;
    const to = moves[event.key];
    const instance = shown[here];
    if (to !== undefined) setAt(Math.max(0, Math.min(shown.length - 1, to)));
    else if ((event.key === " " || event.key === "Enter") && !ctrl && instance) onToggle(instance);
    else if (event.key === "a" && ctrl) onToggleAll();
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      className="picker"
      role="listbox"
      aria-multiselectable="true"
      aria-label="Instances"
      aria-activedescendant={`${id}-${here}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {shown.map((instance, i) => (
        // The list itself takes the keys, as a listbox does.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <div
          key={instance.id}
          id={`${id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={picked.has(instance.id)}
          data-current={i === here}
          title={`${instance.account_name}, ${instance.instance_id}`}
          onClick={() => {
            setAt(i);
            onToggle(instance);
          }}
        >
          <span className="tick">{picked.has(instance.id) && <Check size={12} strokeWidth={3} aria-hidden />}</span>
          <span className="cut flex-1">{instance.name}</span>
          {!instance.has_dsp && <span className="cut text-t11 text-hint">no DSP tables</span>}
          <span className="w-5 text-hint">{instance.marketplace}</span>
          <span className="num w-7 text-hint">{instance.currency}</span>
        </div>
      ))}
    </div>
  );
}
