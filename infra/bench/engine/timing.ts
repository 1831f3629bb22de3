import { type Answer, isSameList, type Listed } from './answers.ts'

/** One of the engines that are compared; the first in a race is ours. */
export interface Racer<Question> {
  name: string
  prepare: (question: Question) => Answer
  /** How many of the questions it is asked, always the first ones; a slow engine gets fewer. */
  questions: number
  repetitions: number
}

export interface Lap {
  name: string
  /** The least of the repetitions, one per question, in milliseconds. */
  times: number[]
  /** Questions whose list differs from ours. */
  wrong: number
}

/** Asks every question of every racer in turn, so that a noisy minute meets them all. */
export async function race<Question>(questions: readonly Question[], racers: readonly Racer<Question>[]): Promise<Lap[]> {
  const laps = racers.map(({ name }): Lap => ({ name, times: [], wrong: 0 }))
  for (const [place, question] of questions.entries()) {
    let ours: Listed[] | undefined
    for (const [at, racer] of racers.entries()) {
      const lap = laps[at]
      if (place >= racer.questions || lap === undefined) continue
      const answer = racer.prepare(question)
      const list = await answer()
      ours ??= list
      if (!isSameList(list, ours)) lap.wrong += 1
      lap.times.push(await leastOf(answer, racer.repetitions))
    }
  }
  return laps
}

async function leastOf(answer: Answer, repetitions: number): Promise<number> {
  let least = Infinity
  for (let turn = 0; turn < repetitions; turn += 1) {
    const started = performance.now()
    // An answer in memory is not awaited: a turn of the event loop would be most of its time.
    const list = answer()
    if (list instanceof Promise) await list
    least = Math.min(least, performance.now() - started)
  }
  return least
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** How many times longer another lap took over the questions that both were asked. */
export function ratio(other: Lap, ours: Lap, of: (times: readonly number[]) => number): number {
  const asked = Math.min(other.times.length, ours.times.length)
  return of(other.times.slice(0, asked)) / of(ours.times.slice(0, asked))
}
