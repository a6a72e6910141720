import { useState } from "react";
import { useMe } from "../api/facts.ts";
import { useSession } from "../api/session.ts";
import { useText } from "../language.ts";
import { Icon } from "../ui/icon.tsx";
import { texts } from "./messages.ts";
import { openSignIn } from "./sign-in-dialog.tsx";

/** Who is signed in, and the way in and out. */
export function Account() {
  const t = useText(texts);
  const { data: me } = useMe();
  const { signOut } = useSession();
  const [leaving, setLeaving] = useState(false);
  const [failed, setFailed] = useState(false);
  if (me === undefined) return null;
  const known = me.kind !== "anonymous";
  const leave = () => {
    setLeaving(true);
    setFailed(false);
    void signOut()
      .catch(() => setFailed(true))
      .finally(() => setLeaving(false));
  };
  return (
    <div className="account">
      <Icon name="person" />
      <p>
        {known ? (
          <>
            <span className="hidden-text">{t("signedInAs")}</span>
            <bdi className="account-name" title={me.member ?? me.id}>
              {me.member ?? me.id}
            </bdi>
            {!me.signs && <span className="account-note">{t("readOnly")}</span>}
            {failed && (
              <span className="account-failed" role="alert">
                {t("signOutFailed")}
              </span>
            )}
          </>
        ) : (
          <span className="account-note">{t("signedOut")}</span>
        )}
      </p>
      {known && me.kind !== "certificate" ? (
        <button type="button" className="button" disabled={leaving} onClick={leave}>
          {t("signOut")}
        </button>
      ) : (
        !known && (
          <button type="button" className="button" onClick={openSignIn}>
            {t("signIn")}
          </button>
        )
      )}
    </div>
  );
}
