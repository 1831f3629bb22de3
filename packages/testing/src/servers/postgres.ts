import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eraseEmbeddedPostgres, startEmbeddedPostgres } from '@zhihe/postgres/embedded'

/** A server for this run, and how to give it back. */
export interface Acquired extends AsyncDisposable {
  url: string
  /** For the line that says what is used. */
  origin: string
}

const directoryPrefix = 'zhihe-test-'
const image = 'postgres:18'

/** TEST_DATABASE_URL, or a container when TEST_POSTGRES=testcontainers, or else an embedded server. */
export async function acquirePostgres(): Promise<Acquired> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { url: given, origin: 'TEST_DATABASE_URL', [Symbol.asyncDispose]: async () => {} }
  if (process.env['TEST_POSTGRES'] === 'testcontainers') return await startContainer()
  return await startEmbedded()
}

async function startContainer(): Promise<Acquired> {
  // Loaded when asked for: the import alone costs half a second.
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql')
  const container = await new PostgreSqlContainer(image).withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200']).start()
  return {
    url: container.getConnectionUri(),
    origin: `container ${image}`,
    [Symbol.asyncDispose]: async () => {
      await container.stop()
    },
  }
}

async function startEmbedded(): Promise<Acquired> {
  await removeAbandoned()
  const dataDir = mkdtempSync(join(tmpdir(), directoryPrefix))
  chmodSync(dataDir, 0o711) // as root the server has another account, which must be able to pass through
  const remove = async (): Promise<void> => {
    await eraseEmbeddedPostgres(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const server = await startEmbeddedPostgres({ dataDir, purpose: 'test' })
    return {
      url: server.url,
      origin: 'embedded',
      [Symbol.asyncDispose]: async () => {
        await server.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A run that was killed leaves its server and its directory; the next one clears them away. Living runs are left alone. */
async function removeAbandoned(): Promise<void> {
  const mine = process.getuid?.()
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(directoryPrefix))) {
    const directory = join(tmpdir(), name)
    if (!existsSync(directory) || statSync(directory).uid !== mine || Date.now() - statSync(directory).mtimeMs < 60_000) continue
    const erased = await eraseEmbeddedPostgres(directory).then(
      () => true,
      () => false,
    )
    if (erased) rmSync(directory, { recursive: true, force: true })
  }
}
