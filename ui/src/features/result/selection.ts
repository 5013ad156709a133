// Which cells are chosen, and how keys move the choice. Rows and columns count from 0.

export interface Cell {
  row: number;
  column: number;
}

/** A rectangle from `anchor` to `active`; the active cell is the one the keys move. */
export interface Selection {
  anchor: Cell;
  active: Cell;
}

export interface Size {
  rows: number;
  columns: number;
  /** Rows that a page key moves by. */
  page: number;
}

export interface Key {
  key: string;
  ctrl: boolean;
  shift: boolean;
}

export interface Box {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const boxOf = ({ anchor, active }: Selection): Box => ({
  top: Math.min(anchor.row, active.row),
  bottom: Math.max(anchor.row, active.row),
  left: Math.min(anchor.column, active.column),
  right: Math.max(anchor.column, active.column),
});

export const contains = (box: Box, row: number, column: number): boolean =>
  row >= box.top && row <= box.bottom && column >= box.left && column <= box.right;

/** Which edges of the rectangle a cell stands on, for its lines. */
export function edgesOf(box: Box, row: number, column: number): string {
  const edges = [];
  if (row === box.top) edges.push("t");
  if (row === box.bottom) edges.push("b");
  if (column === box.left) edges.push("l");
  if (column === box.right) edges.push("r");
  return edges.join(" ");
}

/** The selection after a key, or null where the key is not the grid's. */
export function moved(selection: Selection | null, { key, ctrl, shift }: Key, size: Size): Selection | null {
  if (size.rows === 0 || size.columns === 0) return null;
  const last: Cell = { row: size.rows - 1, column: size.columns - 1 };
  if (ctrl && key.toLowerCase() === "a") return { anchor: { row: 0, column: 0 }, active: last };
  const from = selection?.active ?? { row: 0, column: 0 };
  const to = target(from, key, ctrl, last, size.page);
  if (!to) return null;
  const active = selection ? to : from;
  return { anchor: shift && selection ? selection.anchor : active, active };
}

function target({ row, column }: Cell, key: string, ctrl: boolean, last: Cell, page: number): Cell | null {
  const at = (r: number, c: number): Cell => ({
    row: Math.max(0, Math.min(last.row, r)),
    column: Math.max(0, Math.min(last.column, c)),
  });
  switch (key) {
    case "ArrowDown":
      return ctrl ? at(last.row, column) : at(row + 1, column);
    case "ArrowUp":
      return ctrl ? at(0, column) : at(row - 1, column);
    case "ArrowRight":
      return ctrl ? at(row, last.column) : at(row, column + 1);
    case "ArrowLeft":
      return ctrl ? at(row, 0) : at(row, column - 1);
    case "PageDown":
      return at(row + page, column);
    case "PageUp":
      return at(row - page, column);
    case "Home":
      return ctrl ? at(0, 0) : at(row, 0);
    case "End":
      return ctrl ? at(last.row, last.column) : at(row, last.column);
    default:
      return null;
  }
}
