import { useEffect, useRef, useState } from "react";
import { SkeletonRows } from "@/components/Loading";
import type { begin as Begin } from "./engine";
import type { MapOf } from "./map_places";

type Chart = ReturnType<typeof Begin>;

interface ChartPictureProps {
  option: Record<string, unknown>;
  sentence: string;
  /** The map it is drawn on. */
  map?: MapOf | undefined;
  /** Told how large it stands, for a picture of the same shape. */
  onSize: (element: HTMLElement | null) => void;
}

/** The drawing. Its library is read when the first one is shown. */
export function ChartPicture({ option, sentence, map, onSize }: ChartPictureProps) {
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<Chart | null>(null);
  useEffect(() => {
    let made: Chart | null = null;
    let gone = false;
    const sizes = new ResizeObserver(() => made?.resize());
    void import("./engine").then(({ begin }) => {
      if (gone || !element.current) return;
      made = begin(element.current);
      sizes.observe(element.current);
      setChart(made);
    });
    return () => {
      gone = true;
      sizes.disconnect();
      made?.end();
    };
  }, []);
  useEffect(() => {
    void chart?.set(option, map);
  }, [chart, option, map]);
  useEffect(() => {
    onSize(element.current);
    return () => onSize(null);
  }, [onSize]);
  return (
    <div className="chart-picture" role="img" aria-label={sentence}>
      <div ref={element} />
      {!chart && <SkeletonRows rows={8} />}
    </div>
  );
}
