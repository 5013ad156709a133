import { copyText } from "@/components/Copy";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { type CopyForm, copied } from "./copying";
import { fetchRows, usePageClient, type Wanted } from "./pages";
import type { Places } from "./places";
import type { Box } from "./selection";

const MOST_COPIED = 200_000;

/** Copies the chosen cells, also those that are not in sight. */
export function useCopy(wanted: Wanted, box: Box | null, places: Places): (form: CopyForm) => Promise<void> {
  const client = usePageClient();
  const toast = useToast();
  return async (form) => {
    if (!box) return;
    const count = (box.bottom - box.top + 1) * (box.right - box.left + 1);
    if (count > MOST_COPIED) {
      toast.show({
        text: `${plural(count, "cell")} are too many for the clipboard. Export the result instead.`,
        tone: "danger",
      });
      return;
    }
    try {
      const found = await fetchRows(client, wanted, box.top, box.bottom);
      const indices = places.indices.slice(box.left, box.right + 1);
      const rows = found.map((row) => indices.map((i) => row[i] ?? null));
      await copyText(copied(form, places.columns.slice(box.left, box.right + 1), rows));
      toast.show({ text: `${plural(count, "cell")} copied` });
    } catch (thrown) {
      toast.fail(thrown);
    }
  };
}
