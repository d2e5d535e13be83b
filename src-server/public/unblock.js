// Runs in the page a mail's link opens. The code is read from the fragment, which never leaves the browser.
'use strict';

const CODE = /^#([A-Za-z0-9_-]{43})$/u;

function showCode() {
  const code = CODE.exec(location.hash)?.[1] ?? null;
  for (const element of document.querySelectorAll('[data-when]')) element.hidden = (element.dataset.when === 'code') !== (code !== null);
  for (const anchor of document.querySelectorAll('[data-open]')) anchor.setAttribute('href', code === null ? '/unblock' : `clavis://unblock/${code}`);
  for (const element of document.querySelectorAll('[data-code]')) element.textContent = code ?? '';
}

function showLanguage(language) {
  document.documentElement.lang = language;
  for (const section of document.querySelectorAll('[data-language]')) section.hidden = section.dataset.language !== language;
  const toggle = document.getElementById('language');
  toggle.textContent = language === 'fr' ? 'English' : 'Français';
  toggle.lang = language === 'fr' ? 'en' : 'fr';
  document.title = language === 'fr' ? 'Débloquer mon support · Clavis' : 'Unblock my token · Clavis';
}

/** Copies by the clipboard, or selects the code for the keyboard where the clipboard is refused. */
async function copy(button) {
  const section = button.closest('[data-language]');
  const code = section.querySelector('[data-code]');
  const said = section.querySelector('[data-said]');
  try {
    await navigator.clipboard.writeText(code.textContent);
    said.textContent = said.dataset.said;
  } catch {
    getSelection().selectAllChildren(code);
    said.textContent = '';
  }
}

document.getElementById('language').addEventListener('click', () => showLanguage(document.documentElement.lang === 'fr' ? 'en' : 'fr'));
for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => void copy(button));
addEventListener('hashchange', showCode);
showLanguage(navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en');
showCode();
