import type { ReactNode } from 'react';
import { useHeadingFocus } from './use-heading-focus.ts';
import styles from './page.module.css';

interface PageProps {
  /** Which page this is: its heading takes focus when another one comes, not when its words change. */
  readonly name: string;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly above?: ReactNode;
  /** Something in the page takes focus itself. */
  readonly focusElsewhere?: boolean;
  readonly children: ReactNode;
}

/** A page of a section: title, one sentence, content of at most 880 px. */
export function Page({ name, title, lead, above, focusElsewhere = false, children }: PageProps) {
  const heading = useHeadingFocus(name, !focusElsewhere);
  return (
    <div className={styles['page']} data-page={name}>
      {above}
      <header className={styles['header']}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead === undefined ? null : <p className={styles['lead']}>{lead}</p>}
      </header>
      {children}
    </div>
  );
}
