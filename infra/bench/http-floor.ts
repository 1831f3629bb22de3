import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import { Pool } from 'pg'

// The peers of `GET /v1/matches`, in a process of their own as our server is: bare Fastify answering the same bytes from memory, and bare Fastify
// asking PostgreSQL for one row by its key before it does so. Arguments: a JSON file of bodies, the URL of the database. Prints its origin; ends with its standard input.
const [file = '', databaseUrl = ''] = process.argv.slice(2)
const bodies = JSON.parse(readFileSync(file, 'utf8')) as string[]
const objects = bodies.map((body) => JSON.parse(body) as object)
const pool = new Pool({ connectionString: databaseUrl, max: 8 })
const { rows } = await pool.query<{ id: string }>('select id from matching.postings order by id limit 100')

const server = fastify()
server.get<{ Params: { n: string } }>('/text/:n', async ({ params }, reply) =>
  reply.type('application/json; charset=utf-8').send(bodies[Number(params.n)]),
)
server.get<{ Params: { n: string } }>('/object/:n', async ({ params }) => objects[Number(params.n)])
server.get<{ Params: { n: string } }>('/row/:n', async ({ params }, reply) => {
  const values = [rows[Number(params.n) % rows.length]?.id]
  await pool.query<object>({ name: 'row', text: 'select id, version, status from matching.postings where id = $1', values })
  return reply.type('application/json; charset=utf-8').send(bodies[Number(params.n)])
})
process.stdout.write(`${await server.listen({ port: 0, host: '127.0.0.1' })}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
