import { uint } from "@tallystick/ledger/app/fields";

/** The field for the block that wrote a row. */
export const since = uint({
  en: "Height of the block that wrote it.",
  zh: "写入该记录的区块高度。",
});
