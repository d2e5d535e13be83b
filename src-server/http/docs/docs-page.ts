import { z } from 'zod';
import { exampleOf } from './example-of.ts';
import { jsonSchema, type JsonSchema } from './json-schema.ts';
import { schemaRows, typeText } from './schema-rows.ts';

const content = z.record(z.string(), z.looseObject({ schema: jsonSchema.optional() }));
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.enum(['path', 'header']), schema: jsonSchema })),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content })),
});
const openapi = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
});

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly call: z.infer<typeof operation>;
}

/** A page for people, of the document that programs read: every route, its fields, and a form to try it where it speaks JSON. */
export function docsPage(document: object): string {
  const { info, paths } = openapi.parse(document);
  const areas = new Map<string, Entry[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, call] of Object.entries(methods)) {
      const area = areaOf(path);
      areas.set(area, [...(areas.get(area) ?? []), { method: method.toUpperCase(), path, call }]);
    }
  }
  const names = [...areas.keys()];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(info.title)}: API</title>
<link rel="stylesheet" href="/assets/docs.css">
<script src="/assets/docs.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the routes</a>
<header>
<h1>${escape(info.title)}</h1>
<p>Version ${escape(info.version)}. The same for programs: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<form id="credential" autocomplete="off">
<label for="bearer">Bearer token for the routes that ask for one</label>
<input id="bearer" type="password" autocomplete="off" spellcheck="false" aria-describedby="bearer-note">
<p id="bearer-note">It stays in this page and is gone when you leave it.</p>
</form>
</header>
<nav aria-label="Areas"><ul>
${names.map((name) => `<li><a href="#area-${escape(name)}">${escape(name)}</a></li>`).join('\n')}
</ul></nav>
<main id="main">
${names.map((name) => areaHtml(name, areas.get(name) ?? [])).join('\n')}
</main>
</body>
</html>
`;
}

/** `/v1/unblock-sessions/{id}/answers` is of unblock-sessions. */
function areaOf(path: string): string {
  const [first = '', second] = path.split('/').slice(1);
  return first === 'v1' ? (second ?? first) : second === undefined || first.startsWith('.') ? 'service' : first;
}

function areaHtml(name: string, entries: readonly Entry[]): string {
  return `<section aria-labelledby="area-${escape(name)}">
<h2 id="area-${escape(name)}">${escape(name)}</h2>
${entries.map(entryHtml).join('\n')}
</section>`;
}

function entryHtml({ method, path, call }: Entry): string {
  const auth = Object.keys(call.security[0] ?? {})[0];
  const body = call.requestBody?.content;
  const bodySchema = body?.['application/json']?.schema;
  return `<details id="${escape(call.operationId)}">
<summary><span class="method">${method}</span> <code>${escape(path)}</code> <span class="summary">${escape(call.summary)}</span></summary>
${auth === undefined ? '<p>Anybody may call it.</p>' : `<p>Asks for a bearer token: ${escape(auth)}. ${escape(call.description ?? '')}</p>`}
${call.parameters.length === 0 ? '' : table('Parameters', call.parameters.map(({ name, in: place, schema }) => [`${name} (${place})`, typeText(schema), 'yes']))}
${bodySchema === undefined ? bytesHtml(body) : fieldTable('Body', bodySchema)}
${Object.entries(call.responses).map(([status, reply]) => replyHtml(status, reply.content)).join('\n')}
${body === undefined || bodySchema !== undefined ? tryHtml({ method, path, call }, auth !== undefined, bodySchema) : ''}
</details>`;
}

function bytesHtml(body: z.infer<typeof content> | undefined): string {
  return body === undefined ? '' : `<p>Body: ${escape(Object.keys(body).join(', '))}</p>`;
}

function replyHtml(status: string, replied: z.infer<typeof content>): string {
  if (status === 'default') return '<p>Otherwise: <code>{"error": {"code", "details", "requestId"}}</code>, the one shape of a refusal.</p>';
  const schema = replied['application/json']?.schema;
  return schema === undefined ? `<p>Reply ${escape(status)}: ${escape(Object.keys(replied).join(', '))}</p>` : fieldTable(`Reply ${status}`, schema);
}

function fieldTable(caption: string, schema: JsonSchema): string {
  return table(caption, schemaRows(schema).map(({ path, type, required }) => [path, type, required ? 'yes' : 'no']));
}

function table(caption: string, rows: ReadonlyArray<readonly [string, string, string]>): string {
  const cells = rows.map(([name, type, required]) => `<tr><th scope="row"><code>${escape(name)}</code></th><td>${escape(type)}</td><td>${required}</td></tr>`);
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><table><caption>${escape(caption)}</caption>
<thead><tr><th scope="col">Field</th><th scope="col">What</th><th scope="col">Required</th></tr></thead>
<tbody>${cells.join('\n')}</tbody></table></div>`;
}

function tryHtml({ method, path, call }: Entry, needsBearer: boolean, body: JsonSchema | undefined): string {
  const id = escape(call.operationId);
  const fields = call.parameters.map(
    ({ name, in: place }) => `<label for="${id}-${escape(name)}">${escape(name)}</label>
<input id="${id}-${escape(name)}" data-${place}="${escape(name)}" spellcheck="false" autocomplete="off">`,
  );
  const text = body === undefined ? '' : `<label for="${id}-body">Body, JSON</label>
<textarea id="${id}-body" data-body rows="8" spellcheck="false" autocomplete="off">${escape(JSON.stringify(exampleOf(body), null, 2))}</textarea>`;
  return `<form class="try" data-method="${method}" data-url="${escape(path)}"${needsBearer ? ' data-bearer' : ''} autocomplete="off" aria-label="Try ${id}">
${fields.join('\n')}
${text}
<button>Send ${method}</button>
<output aria-live="polite"></output>
</form>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
