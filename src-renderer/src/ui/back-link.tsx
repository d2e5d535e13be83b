import { IconArrowLeft } from '@tabler/icons-react';
import styles from './back-link.module.css';

/** The way back to the list a page came from. */
export function BackLink({ children, onClick }: { readonly children: string; readonly onClick: () => void }) {
  return (
    <button type="button" className={styles['back']} onClick={onClick} data-testid="back">
      <IconArrowLeft size={17} stroke={1.8} aria-hidden />
      {children}
    </button>
  );
}
