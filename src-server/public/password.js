import { openLink } from './account-link.js';

const fieldsOf = (form) => ({ password: form.elements.password.value, passwordAgain: form.elements.passwordAgain.value });

/** The rule that a password breaks has a sentence of its own. */
function sentenceOf({ code, details }) {
  if (code === 'passwordRefused') return details.rule;
  return code === 'passwordsDiffer' ? 'differ' : null;
}

for (const box of document.querySelectorAll('[data-show]')) {
  box.addEventListener('change', () => {
    const { elements } = box.closest('form');
    for (const input of [elements.password, elements.passwordAgain]) input.type = box.checked ? 'text' : 'password';
  });
}

openLink('/v1/password-resets/completions', fieldsOf, sentenceOf);
