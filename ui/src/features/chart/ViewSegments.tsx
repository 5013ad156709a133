import { Segments } from "@/components/Segments";

export type RowsView = "rows" | "chart";

/** Whether a result is read as rows or as a picture. */
export const ViewSegments = ({ value, onChange }: { value: RowsView; onChange: (view: RowsView) => void }) => (
  <Segments<RowsView>
    label="Rows or chart"
    size="s"
    value={value}
    options={[
      { value: "rows", word: "Rows" },
      { value: "chart", word: "Chart" },
    ]}
    onChange={onChange}
  />
);
