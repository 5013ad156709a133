import type { ExecutionDetail } from "../src/ipc/bindings";
import { execution } from "../src/ipc/fake";

/** A result with more rows and columns than anybody looks at. */
export function wide(
  rows: number,
  columns: number,
): { run: ExecutionDetail; rowsOf: (offset: number, limit: number) => Record<string, BigInt64Array> } {
  const names = Array.from({ length: columns }, (_, i) => `column_${i}`);
  const result = {
    row_count: rows,
    columns: names.map((name) => ({ name, data_type: "LONG" })),
    size_bytes: 1,
    sha256: "00".repeat(32),
    stored_at: 0,
  };
  return {
    run: execution({ id: "wide", batch_id: "wide", name: "Wide and long", row_count: rows, result }),
    rowsOf: (offset, limit) => {
      const count = Math.max(0, Math.min(limit, rows - offset));
      return Object.fromEntries(
        names.map((name, c) => [
          name,
          BigInt64Array.from({ length: count }, (_, r) => BigInt((offset + r) * 1000 + c)),
        ]),
      );
    },
  };
}
