// Runs in /docs: sends what a person filled in to this authority, and shows its reply as text.
'use strict';

/** The address with its parameters; null where one is missing. */
function addressOf(form) {
  let url = form.dataset.url;
  for (const input of form.querySelectorAll('[data-path]')) {
    if (input.value === '') return null;
    url = url.replace(`{${input.dataset.path}}`, encodeURIComponent(input.value));
  }
  return url;
}

async function send(form) {
  const output = form.querySelector('output');
  const url = addressOf(form);
  if (url === null) {
    output.textContent = 'Fill in the parameters of the path first.';
    return;
  }
  const headers = {};
  for (const input of form.querySelectorAll('[data-header]')) {
    // A key of its own for each call, unless one is given to repeat a call.
    headers[input.dataset.header] = input.value === '' ? crypto.randomUUID() : input.value;
  }
  const bearer = document.getElementById('bearer').value;
  if ('bearer' in form.dataset && bearer !== '') headers.authorization = `Bearer ${bearer}`;
  const body = form.querySelector('[data-body]');
  if (body !== null) headers['content-type'] = 'application/json';
  output.textContent = 'Sent.';
  try {
    const reply = await fetch(url, { method: form.dataset.method, headers, credentials: 'omit', ...(body === null ? {} : { body: body.value }) });
    output.textContent = `${reply.status}\n${await shown(reply)}`;
  } catch {
    output.textContent = 'No reply.';
  }
}

async function shown(reply) {
  if (!(reply.headers.get('content-type') ?? '').startsWith('application/json')) return `${(await reply.arrayBuffer()).byteLength} bytes`;
  return JSON.stringify(await reply.json(), null, 2);
}

function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  if (event.target.matches('.try')) void send(event.target);
});
addEventListener('hashchange', openNamed);
openNamed();
