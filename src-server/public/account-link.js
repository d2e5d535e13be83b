// What the pages of account links share. The token is read from the fragment, which never leaves the browser but in the body of one POST.
const TOKEN = /^#([A-Za-z0-9_-]{43})$/u;
const REFUSALS = new Set(['used', 'replaced', 'expired', 'unknown']);

/** Shows one state of the page, in both languages. */
function show(state) {
  for (const element of document.querySelectorAll('[data-state]')) element.hidden = element.dataset.state !== state;
  document.querySelector(`section:not([hidden]) [data-state="${state}"]`)?.focus();
}

/** Says one sentence under the form, or none. */
function say(name) {
  for (const element of document.querySelectorAll('[data-said]')) element.hidden = element.dataset.said !== name;
}

function showLanguage(language) {
  const { documentElement } = document;
  documentElement.lang = language;
  for (const section of document.querySelectorAll('[data-language]')) section.hidden = section.dataset.language !== language;
  const toggle = document.getElementById('language');
  toggle.textContent = language === 'fr' ? 'English' : 'Français';
  toggle.lang = language === 'fr' ? 'en' : 'fr';
  document.title = `${language === 'fr' ? documentElement.dataset.titleFr : documentElement.dataset.titleEn} · Clavis`;
}

/**
 * Sends the token when the form is sent, never before: whoever opens the page changes nothing.
 * @param fields what the body holds besides the token. @param sentenceOf name of the sentence for a refusal, or null.
 */
export function openLink(address, fields, sentenceOf) {
  const token = TOKEN.exec(location.hash)?.[1] ?? null;
  document.getElementById('language').addEventListener('click', () => showLanguage(document.documentElement.lang === 'fr' ? 'en' : 'fr'));
  addEventListener('hashchange', () => location.reload());
  showLanguage(navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en');
  say(null);
  show(token === null ? 'none' : 'ready');
  for (const form of document.querySelectorAll('[data-send]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(form, address, { token, ...fields(form) }, sentenceOf);
    });
  }
}

async function send(form, address, body, sentenceOf) {
  const button = form.querySelector('[type="submit"]');
  button.disabled = true;
  say(null);
  try {
    const reply = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), credentials: 'omit', redirect: 'error' });
    if (reply.ok) {
      form.reset();
      history.replaceState(null, '', location.pathname);
      show('done');
      return;
    }
    const { error } = await reply.json();
    if (error.code === 'accountLinkRefused' && REFUSALS.has(error.details.reason)) show(error.details.reason);
    else say(sentenceOf(error) ?? (reply.status === 429 ? 'busy' : 'offline'));
  } catch {
    say('offline');
  } finally {
    button.disabled = false;
  }
}
