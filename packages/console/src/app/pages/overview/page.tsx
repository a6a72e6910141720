import { count } from "../../../web/format.ts";
import { useStatus } from "../../api/facts.ts";
import { useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { texts } from "./messages.ts";

/** How the ledger is doing. */
export default function Overview() {
  const t = useText(texts);
  const { data, error, refetch } = useStatus();
  return (
    <Page title={t("title")} intro={t("intro")}>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <dl className="figures">
          <div>
            <dt>{t("height")}</dt>
            <dd>{count(data.height)}</dd>
          </div>
          <div>
            <dt>{t("records")}</dt>
            <dd>{count(data.logSize)}</dd>
          </div>
          <div>
            <dt>{t("lastBlock")}</dt>
            <dd>
              <Moment time={data.time} show="ago" />
            </dd>
          </div>
        </dl>
      )}
    </Page>
  );
}
