import { Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, useRef } from "react";
import { useStatus } from "../api/facts.ts";
import { ApiProblem } from "../api/problem.ts";
import { useText } from "../language.ts";
import { SigningDialog } from "../signing/signing-dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Loading } from "../ui/loading.tsx";
import { Account } from "./account.tsx";
import { texts } from "./messages.ts";
import { Navigation } from "./navigation.tsx";
import { Preferences } from "./preferences.tsx";
import { SignInDialog } from "./sign-in-dialog.tsx";
import { SignInNeeded } from "./sign-in-needed.tsx";

/** The frame around every page: navigation at the side, in a drawer where the screen is narrow. */
export function Shell() {
  const t = useText(texts);
  const drawer = useRef<HTMLDialogElement>(null);
  const { error } = useStatus();
  const closed = error instanceof ApiProblem && error.status === 401;
  useFocusOnNewPage();
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("skip")}
      </a>
      <header className="topbar">
        <button
          type="button"
          className="icon-button"
          aria-label={t("menu")}
          onClick={() => drawer.current?.showModal()}
        >
          <Icon name="menu" />
        </button>
        <Brand />
      </header>
      <aside className="sidebar">
        <Brand />
        <Navigation />
        <Account />
        <Preferences />
      </aside>
      <dialog ref={drawer} className="drawer" closedby="any" aria-label={t("nav")}>
        <button
          type="button"
          className="icon-button"
          aria-label={t("closeMenu")}
          onClick={() => drawer.current?.close()}
        >
          <Icon name="close" />
        </button>
        <Navigation onChosen={() => drawer.current?.close()} />
        <Account />
        <Preferences />
      </dialog>
      <SigningDialog />
      <SignInDialog />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Loading />}>{closed ? <SignInNeeded /> : <Outlet />}</Suspense>
      </main>
    </div>
  );
}

function Brand() {
  const { data } = useStatus();
  return (
    <div className="brand">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="7" fill="#1f5f4f" />
        <path
          d="M8 6h6v5l-2 2 2 2v3l-2 2 2 2v4H8zM18 6h6v20h-6v-4l-2-2 2-2v-3l-2-2 2-2z"
          fill="#f7f6f2"
        />
      </svg>
      <span className="brand-name">
        Tallystick
        {data !== undefined && data.name !== "Tallystick" && (
          <bdi className="brand-ledger">{data.name}</bdi>
        )}
      </span>
    </div>
  );
}

/** Puts the focus on a new page's title, so that screen readers say where one is. */
function useFocusOnNewPage(): void {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== undefined && path !== before.current) {
      document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
    }
    before.current = path;
  }, [path]);
}
