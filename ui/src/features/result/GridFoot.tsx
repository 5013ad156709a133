import * as Menu from "@radix-ui/react-dropdown-menu";
import { ChevronDown, Group as GroupIcon, Info } from "lucide-react";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { keyName } from "@/components/keys";
import type { Figures, NoSum, ResultSort } from "@/ipc";
import type { GridColumn } from "./columns";
import type { CopyForm } from "./copying";
import { passWords } from "./filters";
import { type Format, shownText, trimmed } from "./format";
import type { Places } from "./places";
import type { Box } from "./selection";

interface GridFootProps {
  total: number;
  all: number;
  filtered: boolean;
  box: Box | null;
  figures: Figures | undefined;
  /** The result's own columns, which a sort names. */
  columns: readonly GridColumn[];
  places: Places;
  sort: ResultSort[];
  /** Whether some of the rows in sight could not be read. */
  unread: boolean;
  onRead: () => void;
  onCopy: (form: CopyForm) => void;
  /** Begins to take the rows together; none where they cannot be. */
  onGroup: ((at: DOMRect) => void) | null;
}

const FORMS: readonly { form: CopyForm; word: string; hint: string }[] = [
  { form: "tsv", word: "For a spreadsheet", hint: keyName("C") },
  { form: "named", word: "With the names of the columns", hint: keyName("Shift C") },
  { form: "csv", word: "CSV", hint: "" },
  { form: "json", word: "JSON", hint: "" },
  { form: "markdown", word: "Markdown table", hint: "" },
];

/** How many rows there are, and what is chosen of them. */
export function GridFoot({ total, all, filtered, box, figures, columns, places, sort, unread, ...on }: GridFootProps) {
  const order = sort.map((entry) => `${columns[entry.column]?.name} ${entry.descending ? "falling" : "rising"}`);
  return (
    <div className="grid-foot">
      <Info size={14} className="flex-none text-hint" aria-hidden />
      <span className="cut" role="status">
        {unread ? (
          <span className="text-red">Some of these rows could not be read.</span>
        ) : box ? (
          <Chosen box={box} figures={figures} places={places} />
        ) : filtered ? (
          passWords(total, all)
        ) : (
          plural(all, "row")
        )}
      </span>
      {unread && (
        <Button look="link" onClick={on.onRead}>
          Try again
        </Button>
      )}
      {box && (
        <Menu.Root modal={false}>
          <Menu.Trigger asChild>
            <Button look="link">
              Copy
              <ChevronDown size={12} aria-hidden />
            </Button>
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Content className="floating menu" align="start" sideOffset={4} collisionPadding={8}>
              {FORMS.map(({ form, word, hint }) => (
                <Menu.Item key={form} className="menu-item" onSelect={() => on.onCopy(form)}>
                  <span className="flex-1">{word}</span>
                  {hint && <kbd aria-hidden="true">{hint}</kbd>}
                </Menu.Item>
              ))}
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      )}
      <span className="flex-1" />
      {order.length > 0 && <span className="cut text-hint">by {order.join(", then ")}</span>}
      {on.onGroup && (
        <Button
          look="quiet"
          size="s"
          title="Take rows together by the values of columns"
          onClick={(event) => on.onGroup?.(event.currentTarget.getBoundingClientRect())}
        >
          <GroupIcon size={14} aria-hidden />
          Group
        </Button>
      )}
    </div>
  );
}

/** Why there is no sum, in a few words and in full. */
export const WHY: Record<NoSum, { short: string; long: string }> = {
  people: { short: "counts people", long: "One who is in several rows would be counted in each." },
  rate: { short: "is a rate", long: "Rates and averages of several rows do not add up." },
  id: { short: "holds ids", long: "Ids are names made of digits." },
};

/** Figures of the chosen numbers. A sum that would be wrong is refused, and it is said why. */
function Chosen({ box, figures, places }: { box: Box; figures: Figures | undefined; places: Places }) {
  const count = (box.bottom - box.top + 1) * (box.right - box.left + 1);
  const [column, format] = formatIn(box, places);
  const entries =
    figures && figures.numbers > 0 && column
      ? [
          { word: "Sum", text: figures.sum },
          { word: "Average", text: figures.average },
          { word: "Least", text: figures.least },
          { word: "Greatest", text: figures.greatest },
        ]
      : [];
  const refused = figures && figures.numbers > 0 ? figures.not_added : null;
  return (
    <span className="inline-flex gap-3">
      <span>
        {plural(count, "cell")}
        {figures && figures.numbers > 0 && figures.numbers < count && `, ${plural(figures.numbers, "number")}`}
      </span>
      {refused && (
        <span title={WHY[refused.reason].long}>
          No sum: {refused.name} {WHY[refused.reason].short}
          <span className="sr-only">. {WHY[refused.reason].long}</span>
        </span>
      )}
      {entries.map(
        ({ word, text }) =>
          text !== null &&
          column && (
            <span key={word} title={text}>
              <span className="text-hint">{word}</span> {shownText(trimmed(text), column, format)}
            </span>
          ),
      )}
    </span>
  );
}

/** Figures are shown as the chosen column is; those of several columns as plain numbers are. */
function formatIn(box: Box, places: Places): [GridColumn | undefined, Format] {
  const chosen = places.columns.slice(box.left, box.right + 1);
  const at = chosen.findIndex((column) => column.numeric);
  const single = chosen.filter((column) => column.numeric).length === 1;
  const format = places.formats[box.left + at] ?? "plain";
  return [chosen[at], single || format === "plain" ? format : "thousands"];
}
