import { storeCompliance } from "./compliance.ts";
import { SqliteStore } from "./sqlite-store.ts";

storeCompliance({
  name: "SqliteStore",
  open: (path) => SqliteStore.open({ path }),
  child: "sqlite",
});
