import type { Screen } from "../dev/screen";
import { SCREENS } from "../dev/screens";
import { accessible } from "./axe";
import { expect, test, visit } from "./fake";

test.describe.configure({ mode: "parallel" });
// The least size that a place is made for.
test.use({ viewport: { width: 1280, height: 800 } });

const placeOf = ({ name }: Screen) => name.split("-")[0] ?? "";
const shown = SCREENS.filter((screen) => !screen.alike);
/** Screens that one test looks at: so many are done well within its time on a slow machine. */
const MOST = 16;

const parts = [...new Set(shown.map(placeOf))].flatMap((place) => {
  const screens = shown.filter((entry) => placeOf(entry) === place);
  const count = Math.ceil(screens.length / MOST);
  return Array.from({ length: count }, (_, i) => ({
    which: count === 1 ? `each ${place} screen` : `each ${place} screen of part ${i + 1}`,
    screens: screens.slice(i * MOST, (i + 1) * MOST),
  }));
});

for (const { which, screens } of parts) {
  test(`${which} reads well in both themes and fits its window`, async ({ fresh, server }) => {
    for (const screen of screens) {
      await test.step(screen.name, async () => {
        server.use(screen.world?.());
        screen.host?.(server);
        await visit(fresh, server, screen.path);
        await screen.act?.(fresh);
        await accessible(fresh, screen.name);
        const over = await fresh.evaluate(() => {
          const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
          return { across: scrollWidth - clientWidth, down: scrollHeight - clientHeight };
        });
        expect(over, screen.name).toEqual({ across: 0, down: 0 });
        // Another screen begins without what this one remembered.
        await fresh.evaluate(() => localStorage.clear());
      });
    }
  });
}
