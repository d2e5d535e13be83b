import { useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestRow } from '../../../src-shared/domain/account-views.ts';
import styles from './request-menu.module.css';

export type RequestMenuChoice = 'modify' | 'print' | 'withdraw' | 'delete';
const CHOICES = [
  { choice: 'modify', words: 'requestDetail.modify' },
  { choice: 'print', words: 'requestDetail.print' },
  { choice: 'withdraw', words: 'requestDetail.withdraw' },
  { choice: 'delete', words: 'requestDetail.delete' },
] as const;

export interface OpenMenu {
  readonly row: RequestRow;
  readonly button: HTMLElement;
}

interface RequestMenuProps extends OpenMenu {
  readonly onChoose: (choice: RequestMenuChoice, row: RequestRow) => void;
  readonly onClose: () => void;
}

/** What may be done with a row of the list, shown at its button as long as it is mounted. Arrows go through it, Escape and Tab leave. */
export function RequestMenu({ row, button, onChoose, onClose }: RequestMenuProps) {
  const { t } = useTranslation();
  const menu = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const shown = menu.current;
    if (shown === null) return undefined;
    // The platform's own layer: the list that scrolls does not cut it, a click elsewhere closes it.
    shown.showPopover();
    const at = button.getBoundingClientRect();
    const below = at.bottom + 4 + shown.offsetHeight <= window.innerHeight;
    shown.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - shown.offsetHeight)}px`;
    shown.style.left = `${Math.max(8, at.right - shown.offsetWidth)}px`;
    shown.querySelector('button')?.focus({ preventScroll: true });
    // A menu that stays while its row moves on would be read as that of another row.
    const onMoved = () => {
      const now = button.getBoundingClientRect();
      if (now.top === at.top && now.right === at.right) return;
      button.focus({ preventScroll: true });
      onClose();
    };
    document.addEventListener('scroll', onMoved, { capture: true, passive: true });
    window.addEventListener('resize', onMoved);
    return () => {
      document.removeEventListener('scroll', onMoved, { capture: true });
      window.removeEventListener('resize', onMoved);
    };
  }, [button, onClose]);

  const close = () => {
    button.focus({ preventScroll: true });
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const items = Array.from(menu.current?.querySelectorAll('button') ?? []);
    const here = items.findIndex((item) => item === document.activeElement);
    const steps: Partial<Record<string, number>> = { ArrowDown: here + 1, ArrowUp: here - 1 + items.length, Home: 0, End: items.length - 1 };
    const next = steps[event.key];
    if (next !== undefined) items[next % items.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={t('requests.actionsOf', { number: row.number })}
      className={styles['menu']}
      data-testid="request-menu"
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {CHOICES.filter(({ choice }) => row.actions.includes(choice)).map(({ choice, words }) => (
        <button
          key={choice}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={choice === 'delete' || choice === 'withdraw' ? styles['danger'] : styles['item']}
          data-testid={`menu-${choice}`}
          onClick={() => {
            close();
            onChoose(choice, row);
          }}
        >
          {t(words)}
        </button>
      ))}
    </div>
  );
}
