import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  calendarDay,
  clockTime,
  decimal,
  elapsed,
  integer,
  percent,
  phoneNumber,
  timer,
} from '@hub/client/ui/format.ts';
import { commonEn } from '@hub/shared/text/common-en.ts';
import { commonVi } from '@hub/shared/text/common-vi.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const AT = Date.UTC(2022, 8, 11, 1, 12, 40);

test('elapsed time is written in words and rounded down', () => {
  const vi = (seconds: number, short = false): string => elapsed(seconds * 1000, commonVi.elapsed, short);
  assert.is(vi(54), '54 giây');
  assert.is(vi(59.999), '59 giây');
  assert.is(vi(7 * 60 + 59), '7 phút');
  assert.is(vi(3600 + 5 * 60), '1 giờ 05 phút');
  assert.is(vi(26 * 3600), '1 ngày 2 giờ');
  assert.is(vi(-3), '0 giây');
  assert.is(vi(7 * 60, true), '7 ph');
  assert.is(vi(54, true), '54s');
  assert.is(elapsed(65 * 60_000, commonEn.elapsed), '1 h 05 min');
});

test('a timer that somebody watches runs as mm:ss', () => {
  assert.is(timer(140_000), '02:20');
  assert.is(timer(139_001, 'up'), '02:20');
  assert.is(timer(-1), '00:00');
  assert.is(timer(3_725_000), '1:02:05');
});

test('numbers are written as in Vietnam, and in English as in English', () => {
  assert.is(integer(4863, 'vi-VN'), '4.863');
  assert.is(integer(4863, 'en-GB'), '4,863');
  assert.is(decimal(11.24, 1, 'vi-VN'), '11,2');
});

test('[H2] a percentage never claims all or nothing by rounding', () => {
  assert.is(percent(4872, 4991, 'vi-VN'), '97,6%');
  assert.is(percent(4563, 4863, 'vi-VN'), '93,8%');
  assert.is(percent(4863, 4863, 'vi-VN'), '100,0%');
  assert.is(percent(48629, 48630, 'vi-VN'), '99,9%');
  assert.is(percent(1, 48630, 'vi-VN'), '0,1%');
  assert.is(percent(0, 48630, 'vi-VN'), '0,0%');
  assert.is(percent(0, 0, 'vi-VN'), '—');
  assert.is(percent(1, 2, 'en-GB'), '50.0%');
});

test("[S5] clock times are the session's zone, whatever the machine's", () => {
  assert.is(clockTime(AT, ZONE), '08:12');
  assert.is(clockTime(AT, ZONE, true), '08:12:40');
  assert.is(clockTime(Date.UTC(2022, 8, 10, 17, 0, 5), ZONE, true), '00:00:05');
  assert.is(calendarDay(AT, ZONE), '11/9/2022');
});

test('a telephone number stands in groups that can be read out', () => {
  assert.is(phoneNumber('0900000001'), '0900 000 001');
  assert.is(phoneNumber('113'), '113');
});

test.run();
