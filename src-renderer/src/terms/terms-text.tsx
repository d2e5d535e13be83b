import { useTranslation } from 'react-i18next';
import { parseTerms, type TermsBlock } from './parse-terms.ts';
import styles from './terms-text.module.css';

/** A text of terms in a frame that scrolls and that the keyboard reaches. Its own title is the page's. */
export function TermsText({ text }: { readonly text: string }) {
  const { t } = useTranslation();
  const blocks = parseTerms(text).filter((block) => block.kind !== 'heading' || block.level !== 1);
  return (
    <div className={styles['text']} role="region" aria-label={t('terms.text')} tabIndex={0} data-testid="terms-text">
      {blocks.map((block, index) => (
        // A text never changes while it is shown: places are names enough.
        <Block key={index} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: TermsBlock }) {
  if (block.kind === 'paragraph') return <p>{block.text}</p>;
  if (block.kind === 'heading') return block.level === 3 ? <h3>{block.text}</h3> : <h2>{block.text}</h2>;
  const items = block.items.map((item) => <li key={item}>{item}</li>);
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
}
