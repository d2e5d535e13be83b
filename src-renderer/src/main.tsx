import './theme/styles.ts';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { connectStore } from './store/connect-store.ts';
import { colorSchemeManager, mantineTheme } from './theme/mantine-theme.ts';
import { createWords } from './words/create-words.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

const words = await createWords();
connectStore(words);

// Without run-time CSS variables and classes Mantine writes no <style> tag at all: `style-src 'self'` and Trusted Types hold.
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={mantineTheme}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <I18nextProvider i18n={words}>
        <App />
      </I18nextProvider>
    </MantineProvider>
  </StrictMode>,
);
