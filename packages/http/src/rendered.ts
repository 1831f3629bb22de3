import type { FastifyReply } from 'fastify'

/**
 * Answers with JSON that was rendered before. The response schema is not applied to it: whoever sends this way proves in a test that the bytes are
 * what the contract says. For the few routes where encoding costs more than finding the answer.
 */
export function sendRendered(reply: FastifyReply, json: Buffer): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(json)
}
