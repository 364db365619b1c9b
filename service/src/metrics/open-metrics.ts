import {NO_METERS} from './meters.js';
import type {PrometheusMeters} from './prometheus-meters.js';
import type {Meters} from './meters.js';
import type {MetricsConfig} from '../config.js';

/** What the service measures, and who may read it. */
export interface Metrics {
  readonly meters: Meters;
  /** Absent: nobody can read the metrics, so nothing is measured. */
  readonly prometheus?: PrometheusMeters;
}

/** Makes the meters. Without a setting for metrics, the library is not loaded. */
export async function openMetrics(config: MetricsConfig | undefined): Promise<Metrics> {
  if (!config) return {meters: NO_METERS};
  const {createPrometheusMeters} = await import('./prometheus-meters.js');
  const prometheus = createPrometheusMeters();
  return {meters: prometheus, prometheus};
}
