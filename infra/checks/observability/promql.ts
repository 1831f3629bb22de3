import { parser } from '@prometheus-io/lezer-promql'

/** What an expression asks of one series: its name, and the labels that must be there with the values wanted. */
export interface Selector {
  metric: string
  /** Label, operator and value of each matcher. */
  matchers: { label: string; operator: string; value: string }[]
}

export interface Expression {
  selectors: Selector[]
  /** Labels that results are grouped by. */
  groupedBy: string[]
}

/** Reads PromQL with the grammar of Prometheus itself. Throws for what it would not take. */
export function readPromql(text: string): Expression {
  const selectors: Selector[] = []
  const groupedBy: string[] = []
  const tree = parser.parse(text)
  tree.iterate({
    enter: ({ name, type, from, to, node }) => {
      if (type.isError) throw new Error(`no PromQL at character ${from}: ${text}`)
      if (name === 'GroupingLabels') groupedBy.push(...labelsIn(text.slice(from, to)))
      if (name !== 'VectorSelector') return
      const identifier = node.getChild('Identifier')
      if (!identifier) throw new Error(`a selector without a name at character ${from}: ${text}`)
      const matchers = node.getChild('LabelMatchers')
      selectors.push({
        metric: text.slice(identifier.from, identifier.to),
        matchers: matchers ? matchersIn(text.slice(matchers.from, matchers.to)) : [],
      })
    },
  })
  return { selectors, groupedBy }
}

function labelsIn(grouping: string): string[] {
  return grouping.match(/\w+/g) ?? []
}

function matchersIn(braces: string): Selector['matchers'] {
  return Array.from(braces.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g), ([, label = '', operator = '', value = '']) => ({
    label,
    operator,
    value,
  }))
}
