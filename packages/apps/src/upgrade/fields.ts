import { text, uint } from "@tallystick/ledger/app/fields";

/** The field for the name of an application. */
export const applicationName = text({
  max: 63,
  pattern: /^[a-z][a-z0-9-]{0,62}$/,
  en: "Name of the application.",
  zh: "应用名称。",
});

/** The field for a version of an application's rules. */
export const version = uint({
  min: 1,
  max: 65_535,
  en: "Version of the application's rules.",
  zh: "应用规则的版本。",
});

/** The field for the height from which a version is in force. */
export const fromHeight = uint({
  min: 1,
  en: "First height whose block is executed under the version.",
  zh: "按该版本执行的首个区块高度。",
});

/** The field for the height of the block that wrote a row. */
export const since = uint({
  en: "Height of the block that wrote it.",
  zh: "写入该记录的区块高度。",
});

/** The field for the name and number of a program. */
export const program = text({
  max: 63,
  en: "The program that the node runs, with its number.",
  zh: "节点运行的程序及其版本号。",
});
