import { isObject } from './json-items.ts'

type JsonObject = Record<string, unknown>

/** Objects that refer to each other are opened at most this deep; schema.org needs two (a posting's place, the place's address). */
const maxReferenceDepth = 4

/** Whether an object is linked data at all, by the marks only linked data has. */
export function isLinkedData(value: JsonObject): boolean {
  return '@context' in value || '@graph' in value || '@type' in value
}

/**
 * The JobPostings of a linked-data document, in its order: itself, in its `@graph`, or in an ItemList. What they refer to by `@id` in the same
 * document is put in its place. Other things (the organisation, the page) are not told.
 */
export function jobPostingsOf(document: JsonObject): JsonObject[] {
  const nodes = nodesOf(document)
  const byId = new Map<string, JsonObject>()
  for (const node of nodes) if (typeof node['@id'] === 'string' && Object.keys(node).length > 1) byId.set(node['@id'], node)
  return nodes.filter(isJobPosting).map((posting) => resolve(posting, byId, 0))
}

function nodesOf(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (!isObject(value)) return []
  const { '@graph': graph, itemListElement, item, ...own } = value
  if (graph !== undefined) return [own, ...nodesOf(graph)]
  if (hasType(value, 'ItemList')) return [own, ...nodesOf(itemListElement)]
  if (hasType(value, 'ListItem')) return nodesOf(item)
  return [value]
}

function isJobPosting(node: JsonObject): boolean {
  return hasType(node, 'JobPosting')
}

/** `JobPosting`, `schema:JobPosting` and the full address are one type; a thing may have several. */
function hasType(node: JsonObject, type: string): boolean {
  const types: unknown[] = Array.isArray(node['@type']) ? node['@type'] : [node['@type']]
  return types.some((given) => typeof given === 'string' && given.split(/[/:#]/).at(-1) === type)
}

function resolve(node: JsonObject, byId: ReadonlyMap<string, JsonObject>, depth: number): JsonObject {
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolveValue(value, byId, depth)]))
}

function resolveValue(value: unknown, byId: ReadonlyMap<string, JsonObject>, depth: number): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, byId, depth))
  if (!isObject(value) || depth >= maxReferenceDepth) return value
  const id = value['@id']
  const target = typeof id === 'string' && Object.keys(value).length === 1 ? byId.get(id) : undefined
  return resolve(target ?? value, byId, depth + 1)
}
