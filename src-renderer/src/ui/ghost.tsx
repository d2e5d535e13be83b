import styles from './ghost.module.css';

interface GhostProps {
  /** CSS pixels. */
  readonly height: number;
  readonly width?: number | string;
  readonly round?: boolean;
}

/** The shape of something that is still being read; says nothing to a screen reader. */
export function Ghost({ height, width = '100%', round = false }: GhostProps) {
  return <span aria-hidden className={`${styles['ghost']} ${round ? styles['card'] : ''}`} style={{ height, width }} />;
}
