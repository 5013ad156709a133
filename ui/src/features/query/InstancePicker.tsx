import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { api, asAppError, type Instance } from "@/ipc";
import { queries } from "@/ipc/queries";

interface InstancePickerProps {
  chosen: string[];
  onChange: (ids: string[]) => void;
}

/** Instances whose name, account, marketplace or Amazon's id holds every word of `text`. */
export function matching(instances: Instance[], text: string): Instance[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return instances.filter((instance) => {
    const all =
      `${instance.name} ${instance.account_name} ${instance.marketplace} ${instance.instance_id}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Which instances a query runs on. */
export function InstancePicker({ chosen, onChange }: InstancePickerProps) {
  const instances = useQuery(queries.instances());
  const profiles = useQuery(queries.profiles()).data;
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const shown = useMemo(() => matching(instances.data ?? [], text), [instances.data, text]);
  const picked = useMemo(() => new Set(chosen), [chosen]);
  const known = instances.data?.filter((instance) => picked.has(instance.id)).length ?? chosen.length;
  const refresh = useMutation({
    mutationFn: () => Promise.all((profiles ?? []).map((profile) => api.refreshInstances(profile.id))),
    onSettled: () => instances.refetch(),
  });
  const here = Math.min(at, Math.max(0, shown.length - 1));
  useEffect(() => {
    const row = list.current?.children[here];
    if (document.activeElement === list.current) row?.scrollIntoView({ block: "nearest" });
  }, [here]);

  const toggle = (instance: Instance) => {
    onChange(picked.has(instance.id) ? chosen.filter((other) => other !== instance.id) : [...chosen, instance.id]);
  };
  const allShown = shown.length > 0 && shown.every((instance) => picked.has(instance.id));
  const toggleShown = () => {
    const ids = new Set(shown.map((instance) => instance.id));
    const others = chosen.filter((other) => !ids.has(other));
    onChange(allShown ? others : [...others, ...ids]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: shown.length - 1,
      PageDown: here + 6,
      PageUp: here - 6,
    };
    const to = moves[event.key];
    const instance = shown[here];
    if (to !== undefined) setAt(Math.max(0, Math.min(shown.length - 1, to)));
    else if ((event.key === " " || event.key === "Enter") && !event.ctrlKey && !event.metaKey && instance)
      toggle(instance);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) toggleShown();
    else return;
    event.preventDefault();
  };

  return (
    <section className="part" aria-label="Instances">
      <div className="part-head">
        <h2>Instances</h2>
        <span className="text-hint">
          {formatNumber(known)} of {formatNumber(instances.data?.length ?? 0)}
        </span>
        <span className="flex-1" />
        {shown.length > 0 && (
          <Button look="link" onClick={toggleShown}>
            {allShown ? "Select none shown" : `Select all ${shown.length} shown`}
          </Button>
        )}
      </div>
      <div className="field field-s mb-2">
        <Search size={14} aria-hidden />
        <input
          aria-label="Find instances"
          placeholder="Name, account or marketplace"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            list.current?.focus();
          }}
        />
      </div>
      {instances.isError ? (
        <Problem error={asAppError(instances.error)}>
          <Button size="s" onClick={() => void instances.refetch()}>
            Try again
          </Button>
        </Problem>
      ) : !instances.data ? (
        <div className="picker">
          <SkeletonRows rows={6} height={26} />
        </div>
      ) : instances.data.length === 0 ? (
        <div className="picker">
          <Empty title="No instances yet" why="Amazon listed none for these profiles.">
            <Button size="s" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
              Look again
            </Button>
          </Empty>
        </div>
      ) : shown.length === 0 ? (
        <div className="picker">
          <Empty title="No instance like that" why={`${formatNumber(instances.data.length)} instances in all.`}>
            <Button size="s" onClick={() => setText("")}>
              Clear the search
            </Button>
          </Empty>
        </div>
      ) : (
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
                toggle(instance);
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
      )}
    </section>
  );
}
