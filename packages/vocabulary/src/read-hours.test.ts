import { describe, expect, it } from 'vitest'
import { readHours } from './read-hours.ts'

describe('readHours', () => {
  it.each([
    ['每天8小时,双休', { perDay: 8, daysPerWeek: 5, shifts: false }],
    ['八小時工作制、單休', { perDay: 8, daysPerWeek: 6 }],
    ['9:00－18:00，午休1小时', { perDay: 8, presence: 9 }],
    ['8:00-12:00 13:30-17:30', { perDay: 8, presence: 8 }],
    ['9:00-18:00', { perDay: null, presence: 9 }],
    ['朝九晚五', { presence: 8 }],
    ['早8晚6', { presence: 10 }],
    ['上午9点到下午5点半', { presence: 8.5 }],
    ['18:00-06:00两班倒,月休四天', { presence: 12, shifts: true, daysOffPerMonth: 4, daysPerWeek: 6 }],
    ['做六休一', { daysPerWeek: 6 }],
    ['24小时上一休一', { perDay: 24, daysPerWeek: 3.5 }],
    ['大小周', { daysPerWeek: 5.5 }],
    ['週休二日', { daysPerWeek: 5 }],
    ['周一至周六', { daysPerWeek: 6 }],
    ['三班三倒8小时', { perDay: 8, shifts: true }],
    ['早中晚班轮换', { shifts: true }],
    ['长白班六天八小时', { perDay: 8, daysPerWeek: 6, shifts: false }],
    ['不上夜班', { shifts: false }],
    ['每周工作 40 小时', { perWeek: 40, perDay: null }],
    ['每周工作40小时,双休', { perWeek: 40, daysPerWeek: 5, perDay: 8 }],
    ['月休6天', { daysOffPerMonth: 6, daysPerWeek: null }],
    ['弹性工作时间', { flexible: true }],
  ])('reads %s', (text, hours) => {
    expect(readHours(text)).toMatchObject(hours)
  })

  it.each(['18-45岁', '3000-5000', '身体健康', ''])('reads none in "%s"', (text) => {
    expect(readHours(text)).toBeNull()
  })
})
