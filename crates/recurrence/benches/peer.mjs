// The next runs of cron expressions by croner, which lies in the folder that is the first argument. Reads and answers as peer.py.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const { Cron } = createRequire(join(folder, "index.js"))("croner");
const described = readFileSync(join(folder, "node_modules/croner/package.json"), "utf8");
console.log(`croner ${JSON.parse(described).version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const [expression, timezone, ...texts] = line.split("\t");
  const moments = texts.map((text) => new Date(Number(text) * 1000));
  const cron = new Cron(expression, { timezone });
  const began = performance.now();
  const answers = moments.map((moment) => cron.nextRun(moment));
  const taken = (performance.now() - began) / 1000;
  console.log([taken, ...answers.map((answer) => answer.getTime() / 1000)].join("\t"));
}
