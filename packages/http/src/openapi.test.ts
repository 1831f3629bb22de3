import { allRoutes } from '@zhihe/contracts/routes'
import { webhookBodies, webhookTypes, webhookVersion } from '@zhihe/contracts/webhook-body'
import { describe, expect, it } from 'vitest'
import { buildOpenApi } from './openapi.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

const document = JSON.parse(JSON.stringify(buildOpenApi(allRoutes))) as JsonObject
const at = (...path: string[]): Json => path.reduce<Json>((node, key) => (node as JsonObject)[key] ?? null, document)
const contentOf = (type: string) =>
  at('webhooks', type, 'post', 'requestBody', 'content', 'application/json') as { schema: Json; example: Json }

/** The schema with everything it refers to in its place. */
function resolved(node: Json): Json {
  if (Array.isArray(node)) return node.map(resolved)
  if (node === null || typeof node !== 'object') return node
  const ref = node['$ref']
  if (typeof ref === 'string') return resolved(at(...ref.split('/').slice(1)))
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value)]))
}

function keysIn(node: Json): string[] {
  if (Array.isArray(node)) return node.flatMap(keysIn)
  if (node === null || typeof node !== 'object') return []
  return Object.entries(node).flatMap(([key, value]) => [key, ...keysIn(value)])
}

// What a person is, and under which names our own house knows her.
const personal =
  /^(name|fullName|phone|mobile|email|address|sex|gender|age|birthMonth|birthDate|idNumber|certificateNumber|disability\w*|grade|capabilities|statuses|hukouRegion|jobseekerId|jobseeker|tenantId|score)$/i

describe('the webhooks of the reference', () => {
  it('are all the types there are', () => {
    expect(Object.keys(at('webhooks') as JsonObject).toSorted()).toEqual([...webhookTypes].toSorted())
  })

  describe.each(webhookTypes)('%s', (type) => {
    it('has a schema with a version', () => {
      const { schema } = contentOf(type)

      expect(schema).toEqual({ $ref: `#/components/schemas/Webhook_${type.replace('.', '_')}` })
      expect(resolved(schema)).toMatchObject({ type: 'object', 'x-version': webhookVersion, additionalProperties: false })
    })

    it('has an example that is of its schema, with every field of it', () => {
      const { schema, example } = contentOf(type)

      expect(webhookBodies[type].parse(example)).toEqual(example)
      const { properties } = resolved(schema) as { properties: { data: { properties: JsonObject } } }
      expect(Object.keys((example as { data: JsonObject }).data).toSorted()).toEqual(Object.keys(properties.data.properties).toSorted())
    })

    it('names nothing of a person, neither in the schema nor in the example', () => {
      const { schema, example } = contentOf(type)

      expect([...keysIn(resolved(schema)), ...keysIn(example)].filter((key) => personal.test(key))).toEqual([])
    })
  })
})
