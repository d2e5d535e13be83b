import styles from './saved-line.module.css';

interface SavedLineProps {
  /** Null: nobody has tried yet. False: the person cancelled, which is no success and no fault. */
  readonly saved: boolean | null;
  readonly yes: string;
  readonly no: string;
  readonly testId?: string;
}

/** Says beside a button what became of saving or opening a file. */
export function SavedLine({ saved, yes, no, testId }: SavedLineProps) {
  return (
    <p role="status" className={saved === true ? styles['saved'] : styles['unsaved']} data-testid={testId} data-saved={saved}>
      {saved === null ? '' : saved ? yes : no}
    </p>
  );
}
