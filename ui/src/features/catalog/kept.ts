// Names of kept results as queries over them write them.

/** A column as it is written: in quotes, unless it is all small letters. */
export const columnName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
