import { fileSize } from "../../../web/format.ts";
import { useMe } from "../../api/facts.ts";
import { useDisk } from "../../api/network.ts";
import { useText } from "../../language.ts";
import { texts } from "./messages.ts";

/** What the node takes of its disk, for those who run it. */
export function DiskPanel() {
  const t = useText(texts);
  const { data: me } = useMe();
  const { data: disk } = useDisk();
  if (me === undefined) return null;
  if (disk === undefined) {
    return me.kind === "anonymous" ? <p className="muted small">{t("diskSignIn")}</p> : null;
  }
  const used = disk.totalBytes - disk.freeBytes;
  return (
    <section className="panel" aria-labelledby="disk">
      <h2 id="disk">{t("disk")}</h2>
      <dl className="overview-facts">
        <dt>{t("diskFree")}</dt>
        <dd>
          <meter
            className="overview-disk"
            min={0}
            max={disk.totalBytes}
            value={used}
            aria-hidden="true"
          />
          {t("diskOf", { free: fileSize(disk.freeBytes), total: fileSize(disk.totalBytes) })}
        </dd>
        <dt>{t("diskLedger")}</dt>
        <dd>{fileSize(disk.ledgerBytes)}</dd>
        {disk.engineBytes > 0 && (
          <>
            <dt>{t("diskEngine")}</dt>
            <dd>{fileSize(disk.engineBytes)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
