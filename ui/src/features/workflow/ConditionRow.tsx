import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId } from "react";
import { IconButton } from "@/components/Button";
import { Choose } from "@/components/Choose";
import { tagsOf } from "@/features/query/narrowing";
import type { WorkflowStatus } from "@/ipc";
import { queries } from "@/ipc/queries";
import {
  type Condition,
  type ConditionKind,
  DAY_TESTS,
  fresh,
  HAS_TESTS,
  KINDS,
  LAST_RUNS,
  SCHEDULES,
  STATUSES,
  TEXT_TESTS,
} from "./filter";
import { useTags } from "./tags";

interface RowProps {
  place: string;
  part: Condition;
  onChange: (part: Condition) => void;
  onRemove: () => void;
}

/** One condition: what it is about, how it is tested, and the value that is compared. */
export function ConditionRow({ place, part, onChange, onRemove }: RowProps) {
  return (
    <div className="filter-row" data-path={place}>
      <Choose
        label="What"
        value={part.kind}
        options={KINDS}
        onChange={(kind: ConditionKind) => onChange(kind === part.kind ? part : fresh(kind))}
      />
      <Test part={part} onChange={onChange} />
      <IconButton label="Remove the condition" onClick={onRemove}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

function Test({ part, onChange }: Pick<RowProps, "part" | "onChange">) {
  switch (part.kind) {
    case "name":
    case "sql":
      return (
        <>
          <Choose label="How" value={part.test} options={TEXT_TESTS} onChange={(test) => onChange({ ...part, test })} />
          <Text label="Text" value={part.text} onChange={(text) => onChange({ ...part, text })} />
        </>
      );
    case "tag":
      return (
        <>
          <Has has={part.has} onChange={(has) => onChange({ ...part, has })} />
          <WorkflowTag value={part.tag} onChange={(tag) => onChange({ ...part, tag })} />
        </>
      );
    case "instance":
      return (
        <>
          <Has has={part.has} onChange={(has) => onChange({ ...part, has })} />
          <Instances value={part.instance_id} onChange={(instance_id) => onChange({ ...part, instance_id })} />
        </>
      );
    case "instance_tag":
      return (
        <>
          <Has has={part.has} onChange={(has) => onChange({ ...part, has })} />
          <InstanceTag value={part.tag} onChange={(tag) => onChange({ ...part, tag })} />
        </>
      );
    case "brand":
      return (
        <>
          <Has has={part.has} onChange={(has) => onChange({ ...part, has })} />
          <Brands value={part.brand_id} onChange={(brand_id) => onChange({ ...part, brand_id })} />
        </>
      );
    case "status":
      return (
        <>
          <Has has={part.has} onChange={(has) => onChange({ ...part, has })} />
          <Choose
            label="Status"
            main
            value={part.status}
            options={STATUSES}
            onChange={(status: WorkflowStatus) => onChange({ ...part, status })}
          />
        </>
      );
    case "created":
    case "changed":
    case "ran":
      return (
        <>
          <Choose label="How" value={part.test} options={DAY_TESTS} onChange={(test) => onChange({ ...part, test })} />
          <input
            type="date"
            data-value
            aria-label="Day"
            className="field field-s"
            value={part.day}
            onChange={(event) => onChange({ ...part, day: event.target.value })}
          />
        </>
      );
    case "last_run":
      return (
        <Choose
          label="How it ended"
          main
          className="filter-wide"
          value={part.test}
          options={LAST_RUNS}
          onChange={(test) => onChange({ ...part, test })}
        />
      );
    case "schedule":
      return (
        <Choose
          label="Which schedule"
          main
          className="filter-wide"
          value={part.test}
          options={SCHEDULES}
          onChange={(test) => onChange({ ...part, test })}
        />
      );
  }
}

function Has({ has, onChange }: { has: boolean; onChange: (has: boolean) => void }) {
  return (
    <Choose label="How" value={has ? "yes" : "no"} options={HAS_TESTS} onChange={(next) => onChange(next === "yes")} />
  );
}

function Instances({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const all = useQuery(queries.instances()).data ?? [];
  const options = [
    { value: "", word: "Choose an instance" },
    ...all.map(({ id, name }) => ({ value: id, word: name })),
  ];
  return <Choose label="Instance" main value={value} options={options} onChange={onChange} />;
}

function Brands({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const all = useQuery(queries.brands()).data ?? [];
  const options = [{ value: "", word: "Choose a brand" }, ...all.map(({ id, name }) => ({ value: id, word: name }))];
  return <Choose label="Brand" main value={value} options={options} onChange={onChange} />;
}

interface TagProps {
  value: string;
  onChange: (tag: string) => void;
}

function WorkflowTag(props: TagProps) {
  return <TagText {...props} known={useTags()} />;
}

function InstanceTag(props: TagProps) {
  const all = useQuery(queries.instances()).data ?? [];
  return <TagText {...props} known={tagsOf(all)} />;
}

function TagText({ value, known, onChange }: TagProps & { known: readonly string[] }) {
  const id = useId();
  return (
    <>
      <Text label="Tag" value={value} list={id} onChange={onChange} />
      <datalist id={id}>
        {known.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </>
  );
}

interface TextProps {
  label: string;
  value: string;
  list?: string;
  onChange: (text: string) => void;
}

function Text({ label, value, list, onChange }: TextProps) {
  return (
    <input
      data-value
      className="field field-s"
      aria-label={label}
      spellCheck={false}
      autoComplete="off"
      list={list}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
