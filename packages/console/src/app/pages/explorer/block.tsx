import { Link, useParams } from "@tanstack/react-router";
import { count } from "../../../web/format.ts";
import { useStatus } from "../../api/facts.ts";
import { Pager, usePaging } from "../../explore/paging.tsx";
import { useText } from "../../language.ts";
import { EXPLORER_PAGE } from "../../limits.ts";
import { Digest } from "../../ui/digest.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";
import { Signers } from "./block-table.tsx";
import { Crumbs } from "./crumbs.tsx";
import { useBlock, useStatements, type WholeBlock } from "./log-api.ts";
import { texts } from "./messages.ts";
import { StatementTable } from "./statement-table.tsx";

/** One block: its checkpoint, its roots, its statements. */
export default function OneBlock() {
  const t = useText(texts);
  const { height = "" } = useParams({ strict: false }) as { height?: string };
  const { data, error, refetch } = useBlock(Number(height));
  const { data: status } = useStatus();
  const number = Number(height);
  return (
    <Page
      title={t("block", { height: Number.isNaN(number) ? height : count(number) })}
      actions={
        <>
          {number > 0 && (
            <Link className="button" to={`/explorer/blocks/${number - 1}`}>
              ← {t("previousBlock")}
            </Link>
          )}
          {number < (status?.height ?? 0) && (
            <Link className="button" to={`/explorer/blocks/${number + 1}`}>
              {t("nextBlock")} →
            </Link>
          )}
        </>
      }
    >
      <Crumbs way={[{ to: "/explorer/blocks", title: t("blocks") }]} />
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <BlockFacts block={data} />
          <BlockStatements block={data} />
        </>
      )}
    </Page>
  );
}

function BlockFacts({ block }: { block: WholeBlock }) {
  const t = useText(texts);
  const { time, logSize, logRoot, stateRoot, signedBy, appRoots } = block;
  return (
    <section className="panel stack">
      <dl className="facts">
        <dt>{t("time")}</dt>
        <dd>
          <Moment time={time} />
        </dd>
        <dt>{t("signedBy")}</dt>
        <dd>
          <Signers organisations={signedBy} />
        </dd>
        <dt>{t("entries")}</dt>
        <dd>{count(block.count)}</dd>
        <dt>{t("logSize")}</dt>
        <dd>{count(logSize)}</dd>
        <dt>{t("logRoot")}</dt>
        <dd>
          <Digest whole value={logRoot} label={t("logRoot")} />
        </dd>
        <dt>{t("stateRoot")}</dt>
        <dd>
          <Digest whole value={stateRoot} label={t("stateRoot")} />
        </dd>
      </dl>
      <details>
        <summary>{t("appRoots")}</summary>
        <dl className="facts">
          {appRoots.map(({ app, root }) => (
            <div className="facts-pair" key={app}>
              <dt>
                <Link to={`/explorer/apps/${app}`}>{app}</Link>
              </dt>
              <dd>
                <Digest value={root} label={app} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function BlockStatements({ block }: { block: WholeBlock }) {
  const t = useText(texts);
  const { firstIndex, logSize, height } = block;
  const paging = usePaging<number>(String(height));
  const before = paging.cursor ?? logSize;
  const limit = Math.min(EXPLORER_PAGE, before - firstIndex);
  const { data, error, refetch, isPlaceholderData } = useStatements({
    before,
    limit: Math.max(limit, 1),
  });
  if (block.count === 0) {
    return <Empty title={t("emptyBlock")}>{t("emptyBlockText")}</Empty>;
  }
  const next = before - limit > firstIndex ? before - limit : undefined;
  return (
    <section className="stack">
      <h2>{t("statementsOfBlock")}</h2>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <StatementTable
          caption={t("statementsOfBlock")}
          statements={data.items}
          busy={isPlaceholderData}
        />
      )}
      <Pager paging={paging} next={next} />
    </section>
  );
}
