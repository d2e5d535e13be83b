import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';
import { makeTemplate } from './test-database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: string;
  }
}

/** `globalSetup` of a project whose tests run on PostgreSQL: one server for all of its files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  try {
    project.provide('postgres', await makeTemplate(server));
  } catch (cause) {
    await server.close();
    throw cause;
  }
  return () => server.close();
}
