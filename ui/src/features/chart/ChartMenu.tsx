import * as Menu from "@radix-ui/react-dropdown-menu";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { Button } from "@/components/Button";
import { copyText } from "@/components/Copy";
import { useToast } from "@/components/Toast";
import { api, type ChartFormat } from "@/ipc";
import { readPalette } from "./palette";

interface ChartMenuProps {
  name: string;
  option: Record<string, unknown>;
  /** Where the picture stands now: a file has its shape. */
  element: HTMLElement | null;
}

type Way = ChartFormat | "copy";

const takesImages = (): boolean => typeof ClipboardItem !== "undefined" && navigator.clipboard?.write !== undefined;

/** Writes the picture to a file, or puts it on the clipboard. */
export function ChartMenu({ name, option, element }: ChartMenuProps) {
  const toast = useToast();
  const save = useMutation({
    mutationFn: async (way: Way) => {
      const { svgOf, canvasOf } = await import("./engine");
      const size = { width: element?.clientWidth || 960, height: element?.clientHeight || 540 };
      const { surface } = readPalette();
      if (way === "svg") return api.saveChart(name, way, await svgOf(option, size, surface));
      const canvas = canvasOf(option, size, surface);
      if (way === "copy") {
        await navigator.clipboard.write([new ClipboardItem({ "image/png": pngOf(canvas) })]);
        return null;
      }
      return api.saveChart(name, way, canvas.toDataURL("image/png").replace(/^[^,]*,/, ""));
    },
    onSuccess: (path, way) => {
      if (way === "copy") toast.show({ text: "Picture copied" });
      else if (path)
        toast.show({ text: `Saved: ${path}`, action: { word: "Copy path", run: () => void copyText(path) } });
    },
    onError: toast.fail,
  });
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button size="s" disabled={save.isPending}>
          <Download size={14} aria-hidden />
          {save.isPending ? "Saving" : "Save picture"}
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          <Item word="PNG" hint="twice the pixels" onSelect={() => save.mutate("png")} />
          <Item word="SVG" hint="sharp at any size" onSelect={() => save.mutate("svg")} />
          {takesImages() && (
            <>
              <Menu.Separator className="menu-cut" />
              <Item word="Copy as PNG" hint="" onSelect={() => save.mutate("copy")} />
            </>
          )}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

const Item = ({ word, hint, onSelect }: { word: string; hint: string; onSelect: () => void }) => (
  <Menu.Item className="menu-item" onSelect={onSelect}>
    <span className="flex-1">{word}</span>
    {hint && <span className="hint">{hint}</span>}
  </Menu.Item>
);

const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture could not be made."))), "image/png"),
  );
