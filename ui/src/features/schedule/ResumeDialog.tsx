import * as Dialog from "@radix-ui/react-dialog";
import { useId, useState } from "react";
import { Button } from "@/components/Button";
import { formatNumber, plural } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import type { MisfireWord, MissedInPause } from "@/ipc";
import type { Asked } from "./Resume";

/** Rows of schedules that are shown; the others are counted. */
const ROWS = 8;

interface ResumeDialogProps extends Asked {
  /** Null leaves them paused. */
  onAnswer: (word: MisfireWord | null) => void;
}

/** Goes on from now, unless the person wants what came meanwhile. */
export function ResumeDialog({ of, missed, note, onAnswer }: ResumeDialogProps) {
  const [word, setWord] = useState<MisfireWord>("none");
  const [only] = missed.length === 1 ? missed : [];
  const single = of.length === 1;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(word);
      }}
    >
      <Dialog.Title asChild>
        <h2 className="break-words">Resume {single ? of[0]?.name : plural(of.length, "schedule")}?</h2>
      </Dialog.Title>
      <div className="dialog-text">
        {missed.length === 0
          ? `No slot came in the meantime. ${single ? "It fires" : "They fire"} from now on.`
          : only
            ? `While ${single ? "it" : only.name} was paused, ${passed(only)}.`
            : `While they were paused, ${passedOf(missed)}.`}
        {note && ` ${note}`}
      </div>
      {missed.length > 1 && <Missed of={missed} />}
      {missed.length > 0 && <Choices of={missed} chosen={word} onChoose={setWord} />}
      <div className="dialog-foot">
        <Button size="l" onClick={() => onAnswer(null)}>
          Cancel
        </Button>
        <Button size="l" look="primary" type="submit">
          {single ? "Resume" : `Resume ${of.length}`}
        </Button>
      </div>
    </form>
  );
}

const isOne = ({ slots, more }: MissedInPause): boolean => slots === 1 && !more;
const count = ({ slots, more }: MissedInPause): string => (more ? `over ${slots}` : formatNumber(slots));
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** `3 slots passed, Tue 3 Mar 05:00 to Thu 5 Mar 05:00`. */
function passed(missed: MissedInPause): string {
  if (isOne(missed)) return `one slot passed, ${missed.newest}`;
  const since = missed.more ? "the newest of them" : "";
  return `${count(missed)} slots passed, ${since && `${since} `}${missed.oldest} to ${missed.newest}`;
}

const passedOf = (missed: readonly MissedInPause[]): string =>
  `${missed.some(({ more }) => more) ? "over " : ""}${formatNumber(sum(missed.map(({ slots }) => slots)))} slots of ${missed.length} schedules passed`;

const COLUMNS = [
  { word: "Schedule" },
  { word: "Slots", width: 72, num: true },
  { word: "Newest", width: 148 },
  { word: "Instances", width: 92, num: true },
];

function Missed({ of }: { of: readonly MissedInPause[] }) {
  const shown = of.slice(0, ROWS);
  return (
    <div className="mt-3 border-t border-line">
      <RowsTable label="Missed slots" columns={COLUMNS}>
        {shown.map((one) => (
          <tr key={one.id}>
            <td className="cut" title={one.name}>
              {one.name}
            </td>
            <td className="num">{count(one)}</td>
            <td title={one.newest_covers ?? undefined}>{one.newest}</td>
            <td className="num">{formatNumber(one.instances)}</td>
          </tr>
        ))}
      </RowsTable>
      {of.length > ROWS && <p className="hint px-4 pt-2">and {plural(of.length - ROWS, "more", "more")}</p>}
    </div>
  );
}

interface ChoicesProps {
  of: readonly MissedInPause[];
  chosen: MisfireWord;
  onChoose: (word: MisfireWord) => void;
}

/** What becomes of them, each choice with what it starts. */
function Choices({ of, chosen, onChoose }: ChoicesProps) {
  const group = useId();
  const [only] = of.length === 1 ? of : [];
  const newest = sum(of.map(({ instances }) => instances));
  const slots = sum(of.map((one) => one.slots));
  const runs = sum(of.map((one) => one.slots * one.instances));
  const each = of.every(isOne);
  const choices: { value: MisfireWord; word: string; hint: string }[] = [
    { value: "none", word: "Go on from now", hint: "What passed stays left out. The history can still run each slot." },
    {
      value: "latest",
      word: each ? (only ? "Run it" : "Run them") : only ? "Run the newest" : "Run the newest of each",
      hint: only ? newestWords(only) : plural(newest, "run"),
    },
  ];
  if (!each) {
    const most = of.some(({ more }) => more) ? (only ? "the newest " : "at most 31 of each, ") : "";
    choices.push({
      value: "all",
      word: "Run all of them, oldest first",
      hint: `${most}${plural(slots, "slot")}, ${plural(runs, "run")}`,
    });
  }
  return (
    <fieldset className="choices" aria-label="Missed slots">
      {choices.map(({ value, word, hint }) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name={group}
            className="radio"
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          <span className="min-w-0">
            <span className="block">{word}</span>
            <span className="block text-t12 text-hint">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** `Thu 5 Mar 05:00, covers Wed 25 Feb to Tue 3 Mar 2026; 2 runs`. */
const newestWords = ({ newest, newest_covers, instances }: MissedInPause): string =>
  `${newest}${newest_covers ? `, covers ${newest_covers}` : ""}; ${plural(instances, "run")}`;
