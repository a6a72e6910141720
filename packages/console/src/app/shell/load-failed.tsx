import { useText } from "../language.ts";
import { ErrorNote } from "../ui/error-note.tsx";
import { Page } from "../ui/page.tsx";
import { texts } from "./messages.ts";

/** Stands in for a page that broke or did not arrive. */
export function LoadFailed({ error }: { error: unknown }) {
  const t = useText(texts);
  return (
    <Page title={t("loadFailed")}>
      <ErrorNote error={error} onRetry={() => location.reload()} />
    </Page>
  );
}
