import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { allRoutes } from '@zhihe/contracts/routes'
import type { App } from './app-type.ts'
import { buildOpenApi } from './openapi.ts'

/** `/openapi.json` and a browsable reference at `/docs`: the whole surface, whichever service answers. */
export async function registerDocs(app: App): Promise<void> {
  const document = buildOpenApi(allRoutes)
  const text = JSON.stringify(document)
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(text))
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { docExpansion: 'list', deepLinking: true } })
}
