import "./page.css";
import { count } from "../../../web/format.ts";
import { type Status, useStatus } from "../../api/facts.ts";
import { useDisk, useExpiries, useNetwork, useReadiness } from "../../api/network.ts";
import { useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { AlertList } from "./alert-list.tsx";
import { alertsOf } from "./alerts.ts";
import { DiskPanel } from "./disk.tsx";
import { Guide, useGuide } from "./guide.tsx";
import { texts as guideTexts } from "./guide-messages.ts";
import { Keepers } from "./keepers.tsx";
import { LedgerFacts } from "./ledger-facts.tsx";
import { texts } from "./messages.ts";
import { Recent } from "./recent.tsx";
import { type Live, useLive } from "./use-live.ts";

/** How the ledger is doing. */
export default function Overview() {
  const t = useText(texts);
  const { data: status, error, refetch } = useStatus();
  const guideText = useText(guideTexts);
  const guide = useGuide(status);
  const live = useLive(status);
  const { data: network } = useNetwork();
  const { data: disk } = useDisk();
  const { data: expiries } = useExpiries();
  const { data: ready } = useReadiness();
  const alerts = alertsOf({ reachable: error === null, ready, network, disk, expiries });
  return (
    <Page
      title={t("title")}
      intro={t("intro")}
      actions={
        !guide.shown && (
          <button type="button" className="button" onClick={() => guide.show(true)}>
            {guideText("show")}
          </button>
        )
      }
    >
      <AlertList alerts={alerts} known={status !== undefined && ready !== undefined} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {status !== undefined && (
        <>
          <Figures status={status} live={live} />
          {guide.shown && <Guide status={status} hide={() => guide.show(false)} />}
          <div className="overview-columns">
            <div>
              <Keepers />
              <DiskPanel />
              <LedgerFacts status={status} />
            </div>
            <Recent live={live} empty={status.logSize === 0} />
          </div>
        </>
      )}
    </Page>
  );
}

function Figures({ status, live }: { status: Status; live: Live }) {
  const t = useText(texts);
  const { height, logSize, time } = status;
  const { rate } = live;
  const figures = [
    [t("records"), count(logSize)],
    [t("height"), count(height)],
    [t("rate"), rate === null ? "–" : rateText(rate)],
    [t("lastBlock"), <Moment key="last" time={time} show="ago" />],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A rate with two digits that mean something: 0, 0.3, 4.1, 57, 1 240. */
function rateText(rate: number): string {
  if (rate === 0) return "0";
  return rate < 10 ? String(Math.max(0.1, Math.round(rate * 10) / 10)) : count(Math.round(rate));
}
