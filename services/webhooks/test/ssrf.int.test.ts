import { fork } from 'node:child_process'
import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guardedLookup, resolveByDns } from '../src/delivery/guarded-lookup.ts'
import { createPoster } from '../src/delivery/post.ts'
import { type ConnectWatch, watchConnects } from './connect-watch.ts'
import { dnsScripts } from './corpora/dns-scripts.ts'
import { privateHosts } from './corpora/hosts.ts'
import { isSpecialAddress } from './corpora/special-networks.ts'
import { refusedUrls } from './corpora/urls.ts'
import { startDnsServer } from './dns-server.ts'
import { letterTo, postOnce, type Receiver, startListener, startReceiver } from './receiver.ts'
import { countSyns } from './syn-counter.ts'

const refused = { ok: false, errorCode: 'refused_address', status: null, snippet: null, retryAfterMs: null }
const fuzzRuns = Number(process.env['WEBHOOK_FUZZ_RUNS'] ?? 2_000)
const mayCountSyns = process.env['WEBHOOK_SYN_COUNTER'] === 'true'
const four = (address: string) => async () => [{ address, family: 4 }]

describe('the guard at a connection', () => {
  let listener: Receiver
  let watch: ConnectWatch
  let syns: ReturnType<typeof countSyns>
  beforeEach(async () => {
    listener = await startListener()
    watch = watchConnects()
    syns = countSyns(listener.port, { isAllowed: mayCountSyns })
  })
  // Not one connection, of which three know: who would begin it, who would take it, and (where we may ask) the kernel.
  afterEach(async () => {
    const seen = { begun: watch.to(listener.port), accepted: listener.connections, syns: syns.stop() }
    watch[Symbol.dispose]()
    await listener[Symbol.asyncDispose]()
    if (seen.begun.length + seen.accepted + seen.syns > 0) throw new Error(`there were connections: ${JSON.stringify(seen)}`)
  })

  it('refuses every spelling alike, on an open and on a closed port, without one connection', async () => {
    const strict = { allowPrivate: false, resolve: four('127.0.0.1') }
    const urls = privateHosts.flatMap((host) => [`https://${host}:${listener.port}/`, `https://${host}:1/`])

    const results = await Promise.all(urls.map(async (url) => await postOnce(url, strict)))

    expect(new Set(results.map(({ answer }) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(refused)]))
    expect(watch.to(1)).toEqual([])
  })

  it('refuses every URL that would not have been taken, should one be stored all the same', async () => {
    const strict = { allowPrivate: false, resolve: four('127.0.0.1') }

    const results = await Promise.all(refusedUrls.map(async ([url]) => (await postOnce(url, strict)).answer))

    expect(results).toEqual(refusedUrls.map(() => refused))
  })

  it.each(dnsScripts)('lets through only public addresses of a name that $what', async ({ reply, looks }) => {
    await using server = await startDnsServer(reply)
    const lookup = guardedLookup({ resolve: resolveByDns([server.address]), allowPrivate: false })

    const seen: unknown[] = []
    for (const _ of looks)
      seen.push(
        await new Promise((done) => {
          lookup('hooks.example.com', { all: true }, (error, found) =>
            done(error ? error.code : (found as { address: string }[]).map(({ address }) => address)),
          )
        }),
      )

    expect(seen).toEqual(looks)
  })

  it.each(dnsScripts.filter(({ looks }) => looks.every((look) => typeof look === 'string')))(
    'connects to nobody for a name that $what',
    async ({ reply, looks }) => {
      await using server = await startDnsServer(reply)
      const errorCode = looks[0] === 'ERR_REFUSED_ADDRESS' ? 'refused_address' : 'dns_failed'

      const { answer } = await postOnce(`https://hooks.example.com:${listener.port}/`, {
        allowPrivate: false,
        resolve: resolveByDns([server.address]),
        deadlineMs: 12_000,
      })

      expect(answer).toEqual({ ...refused, errorCode })
    },
  )

  it('asks once for each connection, so that between check and connect nothing can flip', async () => {
    await using server = await startDnsServer(({ index }) => ({ addresses: [index === 0 ? '127.0.0.1' : '93.184.215.14'] }))
    const strict = { allowPrivate: false, resolve: resolveByDns([server.address]) }

    const { answer } = await postOnce(`https://hooks.example.com:${listener.port}/`, strict)

    expect(answer).toEqual(refused)
    expect(server.questions.map(({ type }) => type).toSorted()).toEqual(['A', 'AAAA'])
  })

  it('waits no longer than its deadline for a name server that is silent, and holds up no other name', async () => {
    await using silent = await startDnsServer(() => ({ silent: true }))
    await using healthy = await startDnsServer(() => ({ addresses: ['10.0.0.1'] }))
    const slow = { allowPrivate: false, resolve: resolveByDns([silent.address]), deadlineMs: 4_000 }
    const quick = { allowPrivate: false, resolve: resolveByDns([healthy.address]) }
    const url = `https://hooks.example.com:${listener.port}/`

    const hanging = Array.from({ length: 50 }, async () => await postOnce(url, slow))
    const others = await Promise.all(Array.from({ length: 20 }, async () => await postOnce(url, quick)))
    const hung = await Promise.all(hanging)

    expect(others.every(({ answer, ms }) => !answer.ok && answer.errorCode === 'refused_address' && ms < 3_900)).toBe(true)
    expect(hung.every(({ answer, ms }) => !answer.ok && ['timeout', 'dns_failed'].includes(answer.errorCode) && ms < 15_000)).toBe(true)
  })

  it(`connects to nobody for ${fuzzRuns} hosts made up at random, whatever address they have`, async () => {
    const inside = fc.constantFrom('127.0.0.1', '127.0.0.2', '::1', '::ffff:7f00:1', '0.0.0.0', '::', '10.0.0.1')
    await using poster = createPoster({
      allowPrivate: false,
      resolve: async (hostname) => {
        const [address] = fc.sample(inside, { numRuns: 1, seed: hostname.length })
        return [{ address: address ?? '', family: address?.includes(':') ? 6 : 4 }]
      },
    })
    const spelled = fc
      .tuple(fc.constantFrom('', '0x', '0', '00'), fc.nat(0xffff_ffff))
      .map(([base, value]) => base + value.toString(base === '0x' ? 16 : 8))
    const host = fc.oneof(
      fc.webAuthority({ withIPv4Extended: true, withIPv6: true }),
      fc.ipV4Extended(),
      fc.ipV6().map((address) => `[${address}]`),
      fc.array(fc.oneof(spelled, fc.nat(255).map(String)), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
    )
    // A public literal would be knocked at in earnest: another takes its place.
    const harmless = (text: string, address: string) => {
      const hostname = URL.parse(`https://${text}/`)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
      if (isIP(hostname) === 0 || isSpecialAddress(hostname)) return text
      return address.includes(':') ? `[${address}]` : address
    }

    await fc.assert(
      fc.asyncProperty(host, inside, async (text, address) => {
        const answer = await poster.post(letterTo(`https://${harmless(text, address)}:${listener.port}/`))
        expect(answer).toEqual(refused)
      }),
      { numRuns: fuzzRuns },
    )
  })

  it('does not tell an open port from a closed one by its time', async () => {
    const strict = { allowPrivate: false, resolve: four('127.0.0.1') }
    const times = { open: [] as number[], closed: [] as number[] }

    for (let turn = 0; turn < 200; turn += 1) {
      times.open.push((await postOnce(`https://hooks.example.com:${listener.port}/`, strict)).ms)
      times.closed.push((await postOnce('https://hooks.example.com:1/', strict)).ms)
    }

    const [open, closed] = [median(times.open), median(times.closed)]
    expect(Math.abs(open - closed)).toBeLessThan(2)
    expect(Math.max(open, closed)).toBeLessThan(50)
  })

  it.each([301, 302, 303, 307, 308])('does not follow a %i to where it must not go', async (status) => {
    await using catcher = await startWebhookCatcher({
      reply: { status, headers: { location: `http://127.0.0.1:${listener.port}/`, refresh: `0;url=http://127.0.0.1:${listener.port}/` } },
    })

    const { answer } = await postOnce(catcher.url)

    expect(answer).toMatchObject({ ok: false, status, errorCode: 'redirect' })
    expect(catcher.requests).toHaveLength(1)
  })

  it('takes no page that would lead a browser elsewhere for more than an answer', async () => {
    const inside = `http://127.0.0.1:${listener.port}/`
    await using catcher = await startWebhookCatcher({
      reply: {
        status: 200,
        headers: {
          'content-type': 'text/html',
          refresh: `0;url=${inside}`,
          link: `<${inside}>; rel=preload`,
          'alt-svc': `h2=":${listener.port}"`,
        },
        body: `<meta http-equiv="refresh" content="0;url=${inside}">`,
      },
    })
    await using poster = createPoster({ allowPrivate: true, resolve: async () => [] })

    const answers = [await poster.post(letterTo(catcher.url)), await poster.post(letterTo(catcher.url))]

    expect(answers).toMatchObject([{ ok: true }, { ok: true }])
    expect(catcher.requests).toHaveLength(2)
  })

  it('knows no proxy, whatever the environment says', async () => {
    await using catcher = await startWebhookCatcher()
    const proxy = `http://127.0.0.1:${listener.port}`
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'npm_config_proxy']
    const env = { PATH: process.env['PATH'], NODE_USE_ENV_PROXY: '1', ...Object.fromEntries(names.map((name) => [name, proxy])) }
    const child = fork(
      fileURLToPath(new URL('proxy-child.ts', import.meta.url)),
      [catcher.url, catcher.url.replace('127.0.0.1', 'hooks.example.com')],
      {
        env,
        execArgv: [],
      },
    )
    const answers: unknown[] = []
    child.on('message', (answer) => answers.push(answer))

    await once(child, 'exit')

    expect(answers).toMatchObject([{ ok: true }, { ok: true }])
    expect(catcher.requests).toHaveLength(2)
  })
})

describe('the watch on connections', () => {
  it('would have seen one', async () => {
    await using listener = await startListener()
    using watch = watchConnects()
    const syns = countSyns(listener.port, { isAllowed: mayCountSyns })

    await postOnce(`http://127.0.0.1:${listener.port}/`)
    await postOnce(`https://hooks.example.com:${listener.port}/`, { resolve: four('127.0.0.2') })

    expect(watch.to(listener.port)).toEqual(['127.0.0.1', '127.0.0.2'])
    expect(listener.connections).toBe(2)
    expect(syns.stop()).toBe(mayCountSyns ? 2 : 0)
  })
})

describe('a connection that is kept', () => {
  it('is not used for longer than its age, however busy it is: then its name is looked at again', async () => {
    await using before = await startWebhookCatcher()
    const port = Number(new URL(before.url).port)
    const answer = (socket: Socket): void => void socket.on('data', () => socket.write('HTTP/1.1 204 Moved\r\n\r\n'))
    await using after = await startReceiver(answer, { host: '127.0.0.2', port })
    let address = '127.0.0.1'
    let looks = 0
    await using poster = createPoster({
      allowPrivate: true,
      connectionAgeMs: 400,
      resolve: async () => {
        looks += 1
        return [{ address, family: 4 }]
      },
    })
    const post = async () => await poster.post(letterTo(`http://hooks.example.com:${port}/`))

    for (let turn = 0; turn < 10; turn += 1) await post()
    const looksWhileYoung = looks
    address = '127.0.0.2'
    const endAt = performance.now() + 600
    while (performance.now() < endAt) await post()
    const requestsBefore = before.requests.length
    for (let turn = 0; turn < 10; turn += 1) await post()

    expect(looksWhileYoung).toBeLessThan(10)
    expect(after.connections).toBeGreaterThan(0)
    expect(before.requests).toHaveLength(requestsBefore)
  })

  it('does not outlive the moment its name turns private, once it is too old', async () => {
    await using catcher = await startWebhookCatcher()
    const { port } = new URL(catcher.url)
    const answers = [async () => [{ address: '127.0.0.1', family: 4 }], async () => Promise.reject(new Error('refused'))]
    await using poster = createPoster({
      allowPrivate: true,
      connectionAgeMs: 1,
      resolve: async () => await (answers.shift() ?? four(''))(),
    })
    const post = async () => await poster.post(letterTo(`http://hooks.example.com:${port}/`))

    const first = await post()
    const endAt = performance.now() + 50
    while (performance.now() < endAt);
    const second = await post()

    expect([first.ok, second]).toMatchObject([true, { errorCode: 'dns_failed' }])
    expect(catcher.requests).toHaveLength(1)
  })
})

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
