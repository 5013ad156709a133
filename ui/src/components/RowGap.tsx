/** The room of rows that are not drawn, in pixels. */
export const RowGap = ({ height }: { height: number }) => (
  <tr aria-hidden="true">
    {/* One cell: more of them would make columns where those of the table are not shown. */}
    <td className="border-0! p-0!" style={{ height }} />
  </tr>
);
