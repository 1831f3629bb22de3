import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { allRoutes } from './routes.ts'

interface Check {
  check: string
  maximum?: number
  length?: number
  pattern?: RegExp
}
interface Definition extends Check {
  type: string
  format?: string
  checks?: { _zod: { def: Check } }[]
  innerType?: z.ZodType
  in?: z.ZodType
  element?: z.ZodType
  options?: z.ZodType[]
  items?: z.ZodType[]
  shape?: Record<string, z.ZodType>
}

const wrappers = new Set(['optional', 'nullable', 'default', 'prefault', 'readonly', 'nonoptional', 'catch'])
const atoms = new Set(['number', 'int', 'boolean', 'enum', 'literal', 'null', 'undefined', 'never'])
/** An unending repetition outside a class: `a*`, `a+`, `(…){2,}`. */
const repeats = /(?<!\\)[*+]|\{\d+,\}/

function isFinite({ source }: RegExp): boolean {
  return source.startsWith('^') && source.endsWith('$') && !repeats.test(source.replace(/\[[^\]]*\]/g, '.'))
}

/** Where what a caller sends may be of any length. */
function unbounded(schema: z.ZodType, at: string): string[] {
  const { def } = (schema as unknown as { _zod: { def: Definition } })._zod
  const checks = [def, ...(def.checks ?? []).map((one) => one._zod.def)]
  const isSized = checks.some(({ maximum, length }) => maximum !== undefined || length !== undefined)
  const below = (child: z.ZodType | undefined, name = '') => (child ? unbounded(child, at + name) : [`${at}: nothing in ${def.type}`])
  if (wrappers.has(def.type)) return below(def.innerType)
  if (atoms.has(def.type)) return []
  switch (def.type) {
    case 'pipe':
      return below(def.in)
    case 'object':
      return Object.entries(def.shape ?? {}).flatMap(([key, child]) => below(child, `/${key}`))
    case 'array':
      return [...(isSized ? [] : [`${at}: array`]), ...below(def.element, '/*')]
    case 'tuple':
      return (def.items ?? []).flatMap((item) => below(item, '/*'))
    case 'unknown':
      // Items of a batch, each of which is held against its own contract when its turn comes; the body as a whole is bounded.
      return at === 'body/items/*' ? [] : [`${at}: unknown`]
    case 'union':
      return (def.options ?? []).flatMap((option) => below(option))
    case 'string': {
      const isShort = checks.some(({ pattern }) => pattern && isFinite(pattern))
      return isSized || isShort ? [] : [`${at}: string`]
    }
    default:
      return [`${at}: ${def.type}`]
  }
}

describe('what a caller may send', () => {
  it.each(allRoutes.map((route) => [route.config.operationId, route] as const))(
    '%s: every text and list has a greatest length',
    (_, { schema }) => {
      const parts = [
        ['body', schema.body],
        ['query', schema.querystring],
        ['path', schema.params],
      ] as const

      expect(parts.flatMap(([name, part]) => (part ? unbounded(part, name) : []))).toEqual([])
    },
  )
})
