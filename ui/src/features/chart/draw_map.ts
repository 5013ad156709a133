// Figures by country, or by state of the USA.
import { plural } from "@/components/format";
import { type MapOf, mapOfColumn, onMap, placeId } from "./map_places";
import { adds } from "./measures";
import { base, heading, heatScale, tooltip } from "./parts";
import { type Drawn, number, type Scene, valueWords } from "./scene";
import { tip } from "./tip";
import { figureText } from "./words";

interface At {
  name: string;
}

/** The map on which most values of X have a place; where both do equally, as `GA` and `CA` do, that which the column's name tells. */
export function mapOf({ spec, data }: Pick<Scene, "spec" | "data">): MapOf {
  const named = mapOfColumn(spec.x ?? "");
  const found = (map: MapOf) => data.rows.filter(([text]) => text && placeId(map, text) !== null).length;
  const [world, us] = [found("world"), found("us")];
  if (world === us) return named ?? "world";
  if (named && (named === "us" ? us : world) > 0) return named;
  return us > world ? "us" : "world";
}

export function drawMap(scene: Scene): Drawn {
  const { spec, data, palette, format } = scene;
  const map = mapOf(scene);
  const figures = data.rows.flatMap((row): [string | null, number][] => {
    const figure = number(row[row.length - 1]);
    return figure === null ? [] : [[row[0] ?? null, figure]];
  });
  const { places, unplaced, doubled } = onMap(map, figures, adds(spec.value.measure));
  const byId = new Map(places.map((place) => [place.id, place]));
  const values = places.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const formatter = ({ name }: At) => {
    const place = byId.get(name);
    return tip(
      place?.name ?? "No figure",
      place ? [{ name: valueWords(scene), figure: figureText(String(place.value), format) }] : [],
    );
  };
  const option = {
    ...base(palette),
    title: heading(palette, valueWords(scene)),
    tooltip: tooltip(palette, "item", formatter as (at: never) => HTMLElement),
    visualMap: heatScale(palette, format, low, high),
    series: [
      {
        type: "map",
        map,
        // The states are projected already; the world is drawn by degrees.
        aspectScale: map === "us" ? 1 : 0.85,
        left: 8,
        right: 8,
        top: 26,
        bottom: 30,
        preserveAspect: "contain",
        data: places.map(({ id, value }) => ({ name: id, value })),
        selectedMode: false,
        itemStyle: { areaColor: palette.surface, borderColor: palette.line, borderWidth: 0.5 },
        label: { show: false },
        emphasis: {
          label: { show: false },
          itemStyle: { areaColor: "inherit", borderColor: palette.fg2, borderWidth: 1 },
        },
      },
    ],
  };
  const notes = [
    ...(data.total > data.rows.length
      ? [`The first ${data.rows.length} of ${plural(data.total, "value")} are drawn.`]
      : []),
    ...(unplaced > 0
      ? [`No ${map === "us" ? "state" : "country"} is named by ${plural(unplaced, "value")} of ${spec.x}.`]
      : []),
    ...(doubled > 0
      ? [`A place was named before by ${plural(doubled, "value")}, whose figures cannot be added to its own.`]
      : []),
  ];
  const most = [...places].sort((a, b) => b.value - a.value)[0];
  const where = map === "us" ? plural(places.length, "state") : plural(places.length, "country", "countries");
  return {
    option,
    notes,
    map,
    sentence: `Map of ${valueWords(scene)} in ${where}.${most ? ` The greatest is ${most.name}, ${figureText(String(most.value), format)}.` : ""}`,
  };
}
