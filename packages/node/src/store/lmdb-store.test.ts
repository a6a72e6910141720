import { storeCompliance } from "./compliance.ts";
import { LmdbStore } from "./lmdb-store.ts";

storeCompliance({
  name: "LmdbStore",
  open: (path) => LmdbStore.open({ path }),
  child: "lmdb",
});
