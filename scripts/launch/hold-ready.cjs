// Loaded before the program: `ready` waits until Playwright's debugger is there, which then calls `__playwright_run`. A page that began to load
// while the debugger attaches to it is never seen by it.
const { app } = require('electron');

const ready = app.whenReady();
const emit = app.emit.bind(app);
let told;
app.emit = (name, ...args) => {
  if (name !== 'ready') return emit(name, ...args);
  told = args;
  return true;
};
let isReady = false;
const held = Promise.withResolvers();
app.isReady = () => isReady;
app.whenReady = () => held.promise;
const go = async () => {
  await ready;
  isReady = true;
  held.resolve();
  emit('ready', ...(told ?? []));
};
Reflect.set(globalThis, '__playwright_run', go);
