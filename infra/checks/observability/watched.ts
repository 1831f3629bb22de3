import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { readPromql, type Selector } from './promql.ts'

export const root = resolve(import.meta.dirname, '../../..')
export const folder = resolve(root, 'infra/observability')

const rule = z.strictObject({
  alert: z.string().regex(/^Zhihe[A-Z]\w+$/),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({
    summary_zh: z.string().regex(/\p{Script=Han}/u),
    summary_en: z.string().regex(/^[A-Z][\w ,;'-]+$/),
    runbook: z.string(),
    exposed_by: z.string(),
  }),
})
export type AlertRule = z.infer<typeof rule>
const rules = z.strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })).min(1) })

const panel = z.looseObject({
  type: z.enum(['row', 'timeseries']),
  title: z.string(),
  description: z.string().optional(),
  targets: z.array(z.looseObject({ expr: z.string() })).optional(),
})
const dashboard = z.looseObject({ panels: z.array(panel).min(1) })
export type Panel = z.infer<typeof panel>

export function readAlerts(): AlertRule[] {
  return rules.parse(parse(readFileSync(resolve(folder, 'alerts.yaml'), 'utf8'))).groups.flatMap((group) => group.rules)
}

export function readPanels(): Panel[] {
  return dashboard.parse(JSON.parse(readFileSync(resolve(folder, 'dashboard.json'), 'utf8'))).panels
}

/** What one alert or panel asks for, and of which processes it says that they have it. */
export interface Watched {
  what: string
  processes: string
  selectors: Selector[]
  /** Labels by which it groups; each must be one of the series', or one that Prometheus adds. */
  groupedBy: string[]
}

export function readWatched(): Watched[] {
  const ofAlerts = readAlerts().map(({ alert, expr, annotations }) => ({
    what: alert,
    processes: annotations.exposed_by,
    ...readPromql(expr),
  }))
  const ofPanels = readPanels().flatMap(({ title, description = '', targets = [] }) =>
    targets.map(({ expr }) => ({ what: title, processes: description.replace(/^From: /, ''), ...readPromql(expr) })),
  )
  return [...ofAlerts, ...ofPanels]
}
