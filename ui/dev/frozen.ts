// The window freezes Object.prototype. Assigning a property of the same name to an object below it then throws, and
// Apache Arrow does so when it is loaded. The assignments are turned into definitions, which a frozen prototype allows. ECharts
// copies the names of a class, `constructor` among them, to two plain objects; these get no prototype at all.
import type { Plugin } from "vite";

const DEFINE = `function __define(target, ...sources) {
  for (const source of sources) for (const key of Reflect.ownKeys(source)) {
    const { value, enumerable } = Object.getOwnPropertyDescriptor(source, key);
    if (enumerable) Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
  }
  return target;
}
`;

export function frozenPrototype(): Plugin {
  return {
    name: "frozen-prototype",
    transform(code, id) {
      if (/echarts[\\/]lib[\\/]core[\\/]Scheduler\.js/.test(id)) {
        const mocks = /var (ecModelMock|apiMock) = \{\};/g;
        if (code.match(mocks)?.length !== 2) this.error("ECharts' Scheduler.js has changed: look at dev/frozen.ts");
        return { code: code.replace(mocks, "var $1 = Object.create(null);"), map: null };
      }
      if (!/apache-arrow[\\/]util[\\/]bn\.mjs/.test(id)) return null;
      const assigned = /BigNum\.prototype\.(valueOf|toString) = (.*);$/gm;
      if (!assigned.test(code)) this.error("Apache Arrow's bn.mjs has changed: look at dev/frozen.ts");
      const defined = code
        .replace(assigned, "__define(BigNum.prototype, { $1: $2 });")
        .replaceAll("Object.assign(", "__define(");
      return { code: DEFINE + defined, map: null };
    },
  };
}
