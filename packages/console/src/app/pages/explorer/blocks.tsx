import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { Pager, usePaging } from "../../explore/paging.tsx";
import { useText } from "../../language.ts";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "../../ui/page.tsx";
import { BlockTable } from "./block-table.tsx";
import { Crumbs } from "./crumbs.tsx";
import { useBlocks } from "./log-api.ts";
import { texts } from "./messages.ts";

/** Every block, from the last down. */
export default function Blocks() {
  const t = useText(texts);
  const id = useId();
  const [empty, setEmpty] = useState(false);
  const [at, setAt] = useState<number>();
  const paging = usePaging<number>(`${empty} ${at}`);
  const query = { from: paging.cursor, at: paging.page === 1 ? at : undefined, empty };
  const { data, error, refetch, isPlaceholderData } = useBlocks(query);
  return (
    <Page title={t("blocks")} intro={t("blocksIntro")}>
      <Crumbs />
      <div className="filters">
        <GoTo onTime={setAt} />
        <span className="check">
          <input
            id={id}
            type="checkbox"
            checked={empty}
            onChange={(event) => setEmpty(event.target.checked)}
          />
          <label htmlFor={id}>{t("withEmpty")}</label>
        </span>
      </div>
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <BlockTable caption={t("blocks")} blocks={data.items} busy={isPlaceholderData} />
          <Pager paging={paging} next={data.next} />
        </>
      )}
    </Page>
  );
}

/** Goes to a block by its height, or lists from the first one at a time. */
function GoTo({ onTime }: { onTime: (time: number | undefined) => void }) {
  const t = useText(texts);
  const id = useId();
  const navigate = useNavigate();
  const [height, setHeight] = useState("");
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (/^[0-9]{1,15}$/.test(height)) void navigate({ to: `/explorer/blocks/${Number(height)}` });
  };
  return (
    <>
      <form className="filters" onSubmit={go}>
        <div className="field">
          <label htmlFor={`${id}-height`}>{t("goToHeight")}</label>
          <input
            id={`${id}-height`}
            className="input input-short"
            inputMode="numeric"
            autoComplete="off"
            value={height}
            onChange={(event) => setHeight(event.target.value)}
          />
        </div>
        <button type="submit" className="button">
          {t("go")}
        </button>
      </form>
      <div className="field">
        <label htmlFor={`${id}-time`}>{t("goToTime")}</label>
        <input
          id={`${id}-time`}
          type="datetime-local"
          step={1}
          className="input"
          onChange={(event) => {
            const time = Date.parse(`${event.target.value}Z`);
            onTime(Number.isNaN(time) || time < 0 ? undefined : time);
          }}
        />
      </div>
    </>
  );
}
