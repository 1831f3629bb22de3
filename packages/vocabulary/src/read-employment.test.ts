import { describe, expect, it } from 'vitest'
import { readEmployment, readWorkMode } from './read-employment.ts'

describe('readEmployment', () => {
  it.each([
    ['全职', 'full_time', null, true],
    ['正式在编', 'full_time', null, true],
    ['做六休一,签订劳动合同', 'full_time', null, true],
    ['兼职', 'part_time', null, true],
    ['非全日制用工', 'part_time', null, true],
    ['勞務派遣', 'dispatch', null, true],
    ['居家计件', 'flexible', null, true],
    ['抢班制,按小时', 'flexible', null, true],
    ['居家就业', 'home_based', null, true],
    ['公益性岗位', null, 'public_welfare', false],
    ['辅助性就业', null, 'auxiliary', false],
    ['就业见习岗位', null, 'internship', false],
    ['朝九晚五', 'full_time', null, false],
    ['每月休息4天,7小时工作制', 'full_time', null, false],
    ['周一至周五每日4小时', 'part_time', null, false],
  ])('reads %s', (text, form, channel, stated) => {
    expect(readEmployment(text)).toMatchObject({ form, channel, stated })
  })

  it.each(['实习期3个月', '非全日制大专', '不招兼职', '身体健康', ''])('reads none in "%s"', (text) => {
    expect(readEmployment(text)).toBeNull()
  })
})

describe('readWorkMode', () => {
  it.each([
    ['可居家办公', 'remote'],
    ['遠程辦公', 'remote'],
    ['到岗+居家', 'hybrid'],
    ['部分远程', 'hybrid'],
    ['坐班', 'onsite'],
    ['不可居家', null],
    ['家具装配', null],
  ])('reads %s as %s', (text, mode) => {
    expect(readWorkMode(text)?.mode ?? null).toBe(mode)
  })
})
