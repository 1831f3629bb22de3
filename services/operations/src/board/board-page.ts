import { hash } from 'node:crypto'
import type { QueueView } from '@zhihe/queue/look-at-queue'
import { boardPath } from './board-session.ts'
import { html, type Markup } from './html.ts'

export interface BoardView {
  /** null: it could not be asked. */
  queues: { name: string; view: QueueView | null }[]
  at: Date
  formToken: string
  /** Whether who looks may also retry. */
  mayRetry: boolean
  /** What was just done, for a screen reader to say first. */
  done: { queue: string; retried: number } | null
}

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}caption{text-align:left;font-weight:600;padding:.25rem 0}
th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}td.n{text-align:right}
button,input{font:inherit;padding:.35rem .8rem;min-height:2.75rem}:focus-visible{outline:3px solid #0b57d0;outline-offset:2px}
.said{border-left:.3rem solid #0b57d0;padding:.25rem .75rem}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem}form{display:inline}`

/** Nothing may run, and nothing but our own style may be loaded. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** What stands in the queues, and what came to nothing: read top-down, without scripts, and without a word of what the jobs say. */
export function boardPage({ queues, at, formToken, mayRetry, done }: BoardView): string {
  const said = done
    ? [html`<p class="said" role="status">${done.queue}：${done.retried} 个任务已放回队列 · ${done.retried} put back to wait</p>`]
    : []
  return page(
    '队列 · Queues',
    html`${said}
      <p>截至 <time datetime="${at.toISOString()}">${at.toISOString()}</time>。<a href="${boardPath}">刷新 · Look again</a></p>
      <table>
        <caption>各队列的任务数 · Jobs in each queue</caption>
        <thead><tr><th scope="col">队列 · Queue</th><th scope="col">等待 · Waiting</th><th scope="col">最久（秒） · Oldest, seconds</th><th scope="col">进行中 · Active</th><th scope="col">将重试 · To be tried again</th><th scope="col">失败 · Dead</th></tr></thead>
        <tbody>${queues.map(queueRow)}</tbody>
      </table>
      ${queues.flatMap(({ name, view }) => (view === null ? [] : [deadTable(name, view, { formToken, mayRetry })]))}
      <form method="post" action="${boardPath}/sign-out"><input type="hidden" name="form" value="${formToken}"><button>退出 · Sign out</button></form>`,
  )
}

/** Asks for a key; `problem` says why the last one did not do. */
export function signInPage(problem: string | null): string {
  return page(
    '登录 · Sign in',
    html`${problem === null ? [] : [html`<p class="said" role="alert" id="problem">${problem}</p>`]}
      <form method="post" action="${boardPath}/session">
        <p><label for="key">管理员密钥 · An administrator’s key</label><br>
        <input id="key" name="key" type="password" required autocomplete="off" size="50" ${describedBy(problem)}></p>
        <p><button>登录 · Sign in</button></p>
      </form>`,
  )
}

function describedBy(problem: string | null): Markup {
  return problem === null ? html`` : html`aria-describedby="problem" aria-invalid="true"`
}

function page(title: string, body: Markup): string {
  return `<!doctype html>\n${
    html`<html lang="zh-Hans">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · 职合 Zhihe</title><style>${{ markup: style }}</style></head>
      <body><a class="skip" href="#main">跳到内容 · Skip to content</a><header><h1>${title}</h1></header><main id="main">${body}</main></body>
    </html>`.markup
  }`
}

function queueRow({ name, view }: BoardView['queues'][number]): Markup {
  if (view === null) return html`<tr><th scope="row">${name}</th><td colspan="5">连不上队列 · The queue cannot be reached</td></tr>`
  const { waiting, oldestWaitingMs, active, delayed, failed } = view
  const cells = [waiting, Math.round(oldestWaitingMs / 1_000), active, delayed, failed].map((count) => html`<td class="n">${count}</td>`)
  return html`<tr><th scope="row">${name}</th>${cells}</tr>`
}

type Actions = Pick<BoardView, 'formToken' | 'mayRetry'>

function deadTable(queue: string, { dead, failed }: QueueView, actions: Actions): Markup {
  if (dead.length === 0) return html`<p>${queue}：没有失败的任务 · Nothing is dead.</p>`
  const rows = dead.map(
    ({ jobId, name, attempts, reason, failedAt }) => html`<tr>
      <th scope="row">${jobId}</th><td>${name}</td><td><time datetime="${failedAt}">${failedAt}</time></td><td class="n">${attempts}</td>
      <td>${reason.slice(0, longestReason)}</td><td>${retryForm(queue, { ...actions, jobId })}</td></tr>`,
  )
  return html`<section aria-label="${queue}">
    <table>
      <caption>${queue}：失败的任务，最近 ${dead.length} 个，共 ${failed} 个 · Dead letters, the newest ${dead.length} of ${failed}</caption>
      <thead><tr><th scope="col">任务 · Job</th><th scope="col">类型 · Type</th><th scope="col">失败于 · Failed at</th><th scope="col">次数 · Attempts</th><th scope="col">原因 · Reason</th><th scope="col">操作 · Action</th></tr></thead>
      <tbody>${rows}</tbody>
    </table>
    ${retryForm(queue, actions)}
  </section>`
}

const longestReason = 200

function retryForm(queue: string, { formToken, mayRetry, jobId }: Actions & { jobId?: string }): Markup {
  if (!mayRetry) return html`只能查看 · Look only`
  const one = jobId === undefined ? [] : [html`<input type="hidden" name="jobId" value="${jobId}">`]
  const label = jobId === undefined ? `全部重试 · Retry all of ${queue}` : `重试 · Retry ${jobId}`
  return html`<form method="post" action="${boardPath}/retry"><input type="hidden" name="form" value="${formToken}">
    <input type="hidden" name="queue" value="${queue}">${one}<button aria-label="${label}">${jobId === undefined ? label : '重试 · Retry'}</button></form>`
}
