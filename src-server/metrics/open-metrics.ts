import type { AuthorityConfig } from '../config.ts';
import { noMetrics, type MetricsHub } from './metrics-hub.ts';
import { prometheusMetrics } from './prometheus-metrics.ts';

/** Off unless a port is named. */
export function openMetrics({ metricsPort, metricsHost, version }: Pick<AuthorityConfig, 'metricsPort' | 'metricsHost' | 'version'>): MetricsHub {
  return metricsPort === null ? noMetrics : prometheusMetrics({ host: metricsHost, port: metricsPort, version });
}
