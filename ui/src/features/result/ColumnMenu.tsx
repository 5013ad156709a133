import * as Menu from "@radix-ui/react-dropdown-menu";
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ChartColumn,
  Check,
  ChevronDown,
  ChevronRight,
  EyeOff,
  Group as GroupIcon,
  ListFilter,
  Pin,
  PinOff,
} from "lucide-react";
import { useRef } from "react";
import type { GridColumn } from "./columns";
import { CURRENCIES, type Format, formatsOf } from "./format";

export interface ColumnActions {
  sort: (column: number, descending: boolean) => void;
  filter: (column: number, at: DOMRect) => void;
  profile: (column: number, at: DOMRect) => void;
  /** Takes rows together by a column; none where they are groups already. */
  group: ((column: number, at: DOMRect) => void) | null;
  format: (column: number, format: Format) => void;
  move: (place: number, to: number) => void;
  freeze: (count: number) => void;
  hide: (column: number) => void;
}

interface ColumnMenuProps {
  column: GridColumn;
  /** Its index in the result, and where it stands. */
  index: number;
  place: number;
  count: number;
  frozen: number;
  format: Format;
  filtered: boolean;
  actions: ColumnActions;
}

/** All that can be done with a column. */
export function ColumnMenu({ column, index, place, count, frozen, format, filtered, actions }: ColumnMenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const afterwards = useRef<(() => void) | null>(null);
  const formats = formatsOf(column);
  const pane = (open: (column: number, at: DOMRect) => void) => () => {
    // A pane takes the focus, which the menu gives back first.
    afterwards.current = () => {
      const head = trigger.current?.closest("[data-place]") ?? trigger.current;
      if (head) open(index, head.getBoundingClientRect());
    };
  };
  const isFrozen = place < frozen;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        ref={trigger}
        className="grid-head-menu"
        aria-label={`Menu of ${column.name}${filtered ? ", filtered" : ""}`}
      >
        {filtered ? <ListFilter size={12} aria-hidden /> : <ChevronDown size={12} aria-hidden />}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          className="floating menu"
          align="end"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            const action = afterwards.current;
            if (!action) return;
            afterwards.current = null;
            event.preventDefault();
            trigger.current?.focus();
            action();
          }}
        >
          <Menu.Item className="menu-item" onSelect={pane(actions.filter)}>
            <ListFilter size={14} aria-hidden />
            Filter
          </Menu.Item>
          <Menu.Item className="menu-item" onSelect={pane(actions.profile)}>
            <ChartColumn size={14} aria-hidden />
            Profile
          </Menu.Item>
          {actions.group && (
            <Menu.Item className="menu-item" onSelect={pane(actions.group)}>
              <GroupIcon size={14} aria-hidden />
              Group by this column
            </Menu.Item>
          )}
          <Menu.Separator className="menu-cut" />
          <Menu.Item className="menu-item" onSelect={() => actions.sort(index, false)}>
            <ArrowUp size={14} aria-hidden />
            Sort rising
          </Menu.Item>
          <Menu.Item className="menu-item" onSelect={() => actions.sort(index, true)}>
            <ArrowDown size={14} aria-hidden />
            Sort falling
          </Menu.Item>
          <Menu.Separator className="menu-cut" />
          {formats.length > 1 && (
            <Formats column={column} format={format} set={(next) => actions.format(index, next)} />
          )}
          <Menu.Item className="menu-item" disabled={place === 0} onSelect={() => actions.move(place, place - 1)}>
            <ArrowLeft size={14} aria-hidden />
            <span className="flex-1">Move left</span>
            <kbd aria-hidden="true">Alt Shift ←</kbd>
          </Menu.Item>
          <Menu.Item
            className="menu-item"
            disabled={place === count - 1}
            onSelect={() => actions.move(place, place + 1)}
          >
            <ArrowRight size={14} aria-hidden />
            <span className="flex-1">Move right</span>
            <kbd aria-hidden="true">Alt Shift →</kbd>
          </Menu.Item>
          {place < count - 1 && !(isFrozen && place === frozen - 1) && (
            <Menu.Item className="menu-item" onSelect={() => actions.freeze(place + 1)}>
              <Pin size={14} aria-hidden />
              Freeze up to here
            </Menu.Item>
          )}
          {frozen > 0 && (
            <Menu.Item className="menu-item" onSelect={() => actions.freeze(0)}>
              <PinOff size={14} aria-hidden />
              Unfreeze
            </Menu.Item>
          )}
          <Menu.Item className="menu-item" disabled={count === 1} onSelect={() => actions.hide(index)}>
            <EyeOff size={14} aria-hidden />
            Hide
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Formats({ column, format, set }: { column: GridColumn; format: Format; set: (format: Format) => void }) {
  const entry = (value: Format, word: string, about: string) => (
    <Menu.RadioItem key={value} className="menu-item" value={value}>
      <span className="w-3.5">
        <Menu.ItemIndicator>
          <Check size={14} aria-hidden />
        </Menu.ItemIndicator>
      </span>
      <span className="flex-1">{word}</span>
      <span className="hint">{about}</span>
    </Menu.RadioItem>
  );
  return (
    <Menu.Sub>
      <Menu.SubTrigger className="menu-item">
        <span className="w-3.5 text-center text-t11" aria-hidden="true">
          #
        </span>
        <span className="flex-1">Show as</span>
        <ChevronRight size={14} aria-hidden />
      </Menu.SubTrigger>
      <Menu.Portal>
        <Menu.SubContent className="floating menu" sideOffset={2} collisionPadding={8}>
          <Menu.RadioGroup value={format} onValueChange={(next) => set(next as Format)}>
            {formatsOf(column).map(({ format: value, word, example }) => entry(value, word, example))}
            {column.kind === "number" && <Menu.Separator className="menu-cut" />}
            {column.kind === "number" && CURRENCIES.map((code) => entry(`money:${code}`, `Money in ${code}`, ""))}
          </Menu.RadioGroup>
        </Menu.SubContent>
      </Menu.Portal>
    </Menu.Sub>
  );
}
