import { expect, test } from 'vitest'
import { isWithin, parseCidr, writtenCidr } from './cidr.ts'

test.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['255.255.255.255', '255.255.255.255/32'],
  ['192.0.2.129/25', '192.0.2.128/25'],
  ['1.2.3.4/0', '0.0.0.0/0'],
])('%s is the range %s', (written, range) => {
  expect(writtenCidr(parseCidr(written))).toBe(range)
})

test.each(['10.0.0.0/33', '10.0.0', '10.0.0.256/8', 'fd00::/8', '10.0.0.0/', ''])(
  '%s is no range of IPv4 addresses',
  (written) => {
    expect(() => parseCidr(written)).toThrow('no range of IPv4 addresses')
  },
)

test.each([
  ['10.1.0.0/16', '10.0.0.0/8', true],
  ['10.0.0.0/8', '10.1.0.0/16', false],
  ['255.1.0.0/16', '255.0.0.0/8', true],
  ['11.0.0.0/16', '10.0.0.0/8', false],
  ['10.0.0.0/8', '0.0.0.0/0', true],
  ['10.0.0.0/8', '10.0.0.0/8', true],
])('%s within %s: %s', (inner, outer, expected) => {
  expect(isWithin(parseCidr(inner), parseCidr(outer))).toBe(expected)
})
