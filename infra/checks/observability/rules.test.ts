import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readPromql } from './promql.ts'
import { folder, readAlerts, readPanels, readWatched, root } from './watched.ts'

describe('the alert rules', () => {
  it.each(readAlerts().map((alert) => [alert.alert, alert] as const))('%s has a runbook that is there', (_name, { annotations }) => {
    expect(existsSync(resolve(root, annotations.runbook))).toBe(true)
  })

  it.each(readAlerts().map((alert) => [alert.alert, alert] as const))('%s is spoken of in its runbook', (name, { annotations, expr }) => {
    const page = readFileSync(resolve(root, annotations.runbook), 'utf8')
    const metrics = readPromql(expr).selectors.map(({ metric }) => metric.replace(/_(bucket|count|sum)$/, ''))

    expect([name, ...metrics].some((word) => page.includes(word))).toBe(true)
  })

  it('have names of their own', () => {
    const names = readAlerts().map(({ alert }) => alert)

    expect(new Set(names).size).toBe(names.length)
  })

  it('are each tested by promtool: one series that fires it, and a house that is well', () => {
    const { tests } = parse(readFileSync(resolve(folder, 'alerts.test.yaml'), 'utf8')) as {
      tests: { name: string; alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[]
    }
    const said = tests.flatMap((test) => test.alert_rule_test)

    for (const { alert } of readAlerts()) {
      const own = said.filter(({ alertname }) => alertname === alert)
      expect([
        alert,
        own.some(({ exp_alerts: fires }) => fires.length > 0),
        own.some(({ exp_alerts: fires }) => fires.length === 0),
      ]).toEqual([alert, true, true])
    }
  })
})

describe('the dashboard', () => {
  it('has a row for each question, and says in each panel whose numbers it shows', () => {
    const panels = readPanels()

    for (const { title } of panels.filter(({ type }) => type === 'row')) expect(title).toMatch(/\?.*\p{Script=Han}/u)
    for (const { title, description } of panels.filter(({ type }) => type !== 'row'))
      expect([title, description]).toEqual([title, expect.stringMatching(/^From: ./)])
  })

  it('shows every number that an alert watches', () => {
    const shown = new Set(
      readPanels().flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => readPromql(expr).selectors.map(({ metric }) => metric))),
    )

    const unseen = readAlerts().flatMap(({ expr }) => readPromql(expr).selectors.filter(({ metric }) => !shown.has(metric)))
    expect(unseen).toEqual([])
  })
})

describe('reading PromQL', () => {
  it('finds what is asked for', () => {
    expect(readPromql('sum by (process) (rate(a_total{process="x",code=~"5.."}[5m])) > 2 * max(b)')).toEqual({
      selectors: [
        {
          metric: 'a_total',
          matchers: [
            { label: 'process', operator: '=', value: 'x' },
            { label: 'code', operator: '=~', value: '5..' },
          ],
        },
        { metric: 'b', matchers: [] },
      ],
      groupedBy: ['process'],
    })
  })

  it.each(['sum by (process (a)', 'rate(a[5m)', 'a >', ''])('refuses what Prometheus would refuse: %s', (text) => {
    expect(() => readPromql(text)).toThrow('no PromQL')
  })

  it('reads every rule and every panel', () => {
    expect(readWatched().length).toBeGreaterThan(50)
  })
})
