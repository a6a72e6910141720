export const en = {
  title: "Overview",
  intro: "How the ledger is doing, live.",
  height: "Blocks",
  records: "Records",
  lastBlock: "Last block",
};
