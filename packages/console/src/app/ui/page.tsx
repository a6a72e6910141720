import { type ReactNode, useEffect } from "react";

/** Frame of every page: its title (also that of the window), a sentence of what it is for, actions. */
export function Page(props: {
  title: string;
  /** What the page is for, for somebody who has never seen it. */
  intro?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, intro, actions, children } = props;
  useEffect(() => {
    document.title = `${title} · Tallystick`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {intro !== undefined && <p className="page-intro">{intro}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
