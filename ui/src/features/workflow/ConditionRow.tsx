import { useQuery } from "@tanstack/react-query";
import { ChevronDown, X } from "lucide-react";
import { useId } from "react";
import { IconButton } from "@/components/Button";
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
          <TagText value={part.tag} onChange={(tag) => onChange({ ...part, tag })} />
        </>
      );
    case "instance":
      return (
        <>
          <Has has={part.has} onChange={(has) => onChange({ ...part, has })} />
          <Instances value={part.instance_id} onChange={(instance_id) => onChange({ ...part, instance_id })} />
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
          wide
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
          wide
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

function TagText({ value, onChange }: { value: string; onChange: (tag: string) => void }) {
  const tags = useQuery(queries.tags()).data ?? [];
  const id = useId();
  return (
    <>
      <Text label="Tag" value={value} list={id} onChange={onChange} />
      <datalist id={id}>
        {tags.map(({ tag }) => (
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

interface ChooseProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; word: string }[];
  /** Whether it is the value that is compared. */
  main?: boolean;
  /** Whether no text stands beside it. */
  wide?: boolean;
  onChange: (value: T) => void;
}

function Choose<T extends string>({ label, value, options, main, wide, onChange }: ChooseProps<T>) {
  return (
    <div className={`field field-s relative${wide ? " filter-wide" : ""}`}>
      <select
        aria-label={label}
        data-value={main}
        className="absolute inset-0 h-full w-full cursor-default appearance-none truncate bg-transparent pr-6 pl-2 outline-none"
        value={value}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.word}
          </option>
        ))}
      </select>
      <span className="flex-1" />
      <ChevronDown size={14} aria-hidden />
    </div>
  );
}
