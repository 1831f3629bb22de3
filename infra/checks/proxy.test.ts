import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { allRoutes, nouns, routesByService } from '@zhihe/contracts/routes'
import { describe, expect, it } from 'vitest'

const conf = readFileSync(join(import.meta.dirname, '../docker/nginx.conf'), 'utf8')

describe('the reverse proxy', () => {
  it('sends every noun to the service that owns it', () => {
    const routed: Record<string, string> = {}
    for (const [, group = '', service = ''] of conf.matchAll(/\^\/v1\/\(?([a-z|-]+)\)?\(\/\|\$\)\s+(\w+)-api:/g)) {
      for (const noun of group.split('|')) routed[noun] = service
    }

    expect(routed).toEqual(nouns)
  })

  it('has a noun for every route, of the service that answers it', () => {
    for (const [service, routes] of Object.entries(routesByService)) {
      for (const { url } of routes) expect([url, nouns[url.split('/')[2] ?? '']]).toEqual([url, service])
    }
    expect(allRoutes.length).toBeGreaterThan(20)
  })
})
