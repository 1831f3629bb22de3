import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrate } from '@zhihe/postgres/migrate'
import { urlAs } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { Client } from 'pg'
import { startConsumer } from '../src/consumer.ts'
import { isJobRefusal, openProducer } from '../src/producer.ts'

const logger = createLogger(
  { name: 'a', level: 'info' },
  {
    write: (l) => {
      const o = JSON.parse(l)
      console.log('   LOG', o.msg, o.err?.message ?? '', o.outageMs ?? '')
    },
  },
)
const dir = mkdtempSync('/tmp/dbgpg-')
let pg = await startEmbeddedPostgres({ dataDir: dir, purpose: 'test' })
await migrate({ url: pg.url, name: 'queue', folder: new URL('../migrations', import.meta.url).pathname })
const redis = process.argv[2]
const url = urlAs(pg.url, 'zhihe_queue')
for (const u of [url, redis].filter(Boolean) as string[]) {
  console.log('====', u.slice(0, 8))
  let done = 0
  const p = openProducer({ url: u, queue: 'bench', logger })
  const N = 5000
  let t = performance.now()
  for (let i = 0; i < N; i += 500)
    await p.addBulk(Array.from({ length: 500 }, (_, n) => ({ name: 'x', jobId: `event-${i + n}`, data: { hello: 'world'.repeat(100) } })))
  console.log('addBulk/s', Math.round(N / ((performance.now() - t) / 1000)))
  t = performance.now()
  const c = startConsumer({ url: u, queue: 'bench', logger, concurrency: 10, handle: async () => void done++ })
  while (done < N) await pause(20)
  console.log('process/s', Math.round(N / ((performance.now() - t) / 1000)))
  await pause(1500)
  if (u === url) {
    const a = new Client({ connectionString: pg.url })
    await a.connect()
    console.log(
      'connections',
      (await a.query("select application_name, count(*)::int n from pg_stat_activity where usename='zhihe_queue' group by 1")).rows,
    )
    await a.end()
  }
  const lat: number[] = []
  for (let i = 0; i < 30; i++) {
    const d0 = done
    const b = performance.now()
    await p.addBulk([{ name: 'x', jobId: `event-l${i}`, data: {} }])
    while (done === d0) await pause(1)
    lat.push(performance.now() - b)
    await pause(20)
  }
  lat.sort((x, y) => x - y)
  console.log('pickup p50', lat[15]?.toFixed(1), 'max', lat[29]?.toFixed(1))
  let cpu = process.cpuUsage()
  await pause(5000)
  let used = process.cpuUsage(cpu)
  console.log('idle CPU %', ((used.user + used.system) / 50000).toFixed(1))
  for (const data of ['\u0000', '\ud800']) {
    try {
      await p.addBulk([{ name: 'x', jobId: 'event-bad' + data.charCodeAt(0), data: { data } }])
      console.log('bad data accepted')
    } catch (e) {
      console.log('bad data', isJobRefusal(e))
    }
  }
  if (u === url) {
    console.log('immediate stop')
    const port = new URL(pg.url).port
    const a = new Client({ connectionString: pg.url })
    await a.connect()
    const d = (await a.query('show data_directory')).rows[0].data_directory
    await a.end()
    const pid = Number(
      spawnSync('head', ['-1', d + '/postmaster.pid'])
        .stdout.toString()
        .trim(),
    )
    if (!(pid > 1)) throw new Error('no pid')
    process.kill(Number(pid), 'SIGQUIT')
    await pause(1000)
    cpu = process.cpuUsage()
    await pause(8000)
    used = process.cpuUsage(cpu)
    console.log('outage CPU %', ((used.user + used.system) / 80000).toFixed(1), 'ready', c.isReady())
    console.log(port)
  } else {
    cpu = process.cpuUsage()
    spawnSync('/tmp/redis7/usr/bin/redis-cli', ['-p', new URL(u).port, 'config', 'set', 'maxmemory', '1'], {
      env: { LD_LIBRARY_PATH: '/tmp/redis7/lib' },
    })
    await pause(3000)
    used = process.cpuUsage(cpu)
    console.log('OOM CPU %', ((used.user + used.system) / 30000).toFixed(1))
    try {
      await p.addBulk([{ name: 'x', jobId: 'event-oom', data: {} }])
      console.log('OOM add accepted!')
    } catch (e) {
      console.log('OOM add rejected', (e as Error).cause)
    }
    spawnSync('/tmp/redis7/usr/bin/redis-cli', ['-p', new URL(u).port, 'config', 'set', 'maxmemory', '0'], {
      env: { LD_LIBRARY_PATH: '/tmp/redis7/lib' },
    })
    const d0 = done
    await p.addBulk([{ name: 'x', jobId: 'event-oom', data: {} }])
    await pause(3000)
    console.log('after OOM done', done - d0, 'ready', c.isReady())
    spawnSync('/tmp/redis7/usr/bin/redis-cli', ['-p', new URL(u).port, 'flushall'], { env: { LD_LIBRARY_PATH: '/tmp/redis7/lib' } })
    const d1 = done
    await p.addBulk([{ name: 'x', jobId: 'event-oom', data: {} }])
    await pause(3000)
    console.log('after FLUSHALL done', done - d1, 'ready', c.isReady())
  }
  const b = performance.now()
  await c.stop()
  await p.close()
  console.log('stopped in', Math.round(performance.now() - b))
}
await pg.stop()
