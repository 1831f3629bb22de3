import type { Client, Submittable } from 'pg'

interface CopyConnection {
  query: (text: string) => void
  sendCopyFromChunk: (chunk: Buffer) => void
  endCopyFrom: () => void
}

const chunkBytes = 1 << 20

/** `COPY … FROM STDIN` with lines of text, each already ended. */
export function copyIn(client: Client, statement: string, lines: Iterable<string>): Promise<void> {
  return submit(client, statement, (connection) => {
    let text = ''
    for (const line of lines) {
      text += line
      if (text.length < chunkBytes) continue
      connection.sendCopyFromChunk(Buffer.from(text))
      text = ''
    }
    connection.sendCopyFromChunk(Buffer.from(text))
    connection.endCopyFrom()
  })
}

/** `COPY … TO STDOUT`: hands over each chunk and keeps none. */
export function copyOut(client: Client, statement: string, take: (chunk: Buffer) => void): Promise<void> {
  return submit(client, statement, undefined, take)
}

function submit(
  client: Client,
  statement: string,
  feed?: (connection: CopyConnection) => void,
  take: (chunk: Buffer) => void = () => {},
): Promise<void> {
  return new Promise((done, failed) => {
    const copy = {
      submit: (connection: CopyConnection) => connection.query(statement),
      handleCopyInResponse: (connection: CopyConnection) => feed?.(connection),
      handleCopyData: ({ chunk }: { chunk: Buffer }) => take(chunk),
      handleCommandComplete: () => {},
      handleError: failed,
      handleReadyForQuery: () => done(),
    }
    client.query(copy as unknown as Submittable)
  })
}
